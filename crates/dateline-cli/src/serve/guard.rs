//! Who may ask, and what every answer says to the browser.
//!
//! A page on the reader's own machine can be reached by any web site that the reader has
//! open, by a form or by a name that points at this machine (rebinding). So the name in
//! `Host` must be one of ours, a request that changes something must come from our own
//! pages, and nothing that a saved page holds is ever run.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::app::App;
use super::error::Trouble;

/// What the browser may load and do: nothing but our own sheet, script and pictures.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The name that a visitor's token is kept under in the browser.
const COOKIE: &str = "dateline-token";

/// The address we answer under and the secret that is asked for.
pub(super) struct Guard {
    address: SocketAddr,
    token: Option<String>,
    form_key: String,
}

impl Guard {
    pub(super) fn new(address: SocketAddr, token: Option<String>) -> Self {
        // Not to be guessed from outside: the process, the time and where memory lies.
        let seed = format!(
            "{}{:?}{:?}{:p}",
            std::process::id(),
            std::time::SystemTime::now(),
            std::thread::current().id(),
            &raw const address
        );
        let form_key = dateline::Id::of([seed.as_bytes()]).to_string();
        Self { address, token, form_key }
    }

    /// The key that each form of ours carries, so that a form of another site does not pass.
    pub(super) fn form_key(&self) -> &str {
        &self.form_key
    }

    /// The address of this server, for links in what leaves it.
    pub(super) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Whether `Host` names us. With a token the machine may have any name.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|h| h.to_str().ok()) else {
            return false;
        };
        let port = self.address.port();
        let own = |name: &str| host == name || host == format!("{name}:{port}");
        let named = ["localhost", "127.0.0.1", "[::1]"].into_iter().any(own);
        named || own(&self.address.ip().to_string()) || self.token.is_some()
    }

    /// Whether the request was made by one of our own pages, or by no page at all.
    fn comes_from_us(headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|h: &HeaderValue| h.to_str().ok());
        if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
            if !matches!(site, "same-origin" | "none") {
                return false;
            }
        }
        match (text(header::ORIGIN), text(header::HOST)) {
            (None, _) => true,
            (Some(origin), Some(host)) => {
                origin == format!("http://{host}") || origin == format!("https://{host}")
            }
            (Some(_), None) => false,
        }
    }

    /// Whether the secret was given: as password, as bearer token, in the address (once), or
    /// in the cookie that this sets.
    fn admits(&self, request: &Request) -> Admission {
        let Some(token) = &self.token else { return Admission::Yes };
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|h: &HeaderValue| h.to_str().ok());
        let bearer = text(header::AUTHORIZATION).and_then(|a| a.strip_prefix("Bearer "));
        let cookies = text(header::COOKIE).unwrap_or_default().split("; ");
        let cookie = cookies.filter_map(|c| c.split_once('=')).find(|c| c.0 == COOKIE);
        let query = request.uri().query().unwrap_or_default().split('&');
        let asked = query.filter_map(|q| q.split_once('=')).find(|q| q.0 == "token");
        if asked.is_some_and(|(_, given)| same(given, token)) {
            return Admission::Remember;
        }
        let given = bearer.or(cookie.map(|(_, value)| value));
        if given.is_some_and(|given| same(given, token)) {
            return Admission::Yes;
        }
        Admission::No
    }
}

/// A query longer than this is not looked at.
const LONGEST_QUERY: usize = 4096;

/// The same address without the secret, where it holds it.
fn without_token(uri: &Uri) -> Option<String> {
    let query = uri.query()?;
    let left: Vec<&str> = query.split('&').filter(|q| !q.starts_with("token=")).collect();
    let path = uri.path();
    // Two slashes at the front would name another host.
    let path = if path.starts_with("//") { "/" } else { path };
    Some(if left.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", left.join("&"))
    })
}

enum Admission {
    Yes,
    Remember,
    No,
}

/// Compares in a time that does not tell how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// Stands before every page.
pub(super) async fn stand(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let guard = &app.guard;
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let mut remember = false;
    let accepts = request.headers().get(header::ACCEPT).and_then(|h| h.to_str().ok());
    let for_people = accepts.is_some_and(|a| a.contains("text/html"));
    let bare = without_token(request.uri());
    let long = request.uri().query().is_some_and(|q| q.len() > LONGEST_QUERY);
    let answer = if long {
        let mut answer = Trouble::request("this address is too long").into_response();
        *answer.status_mut() = StatusCode::URI_TOO_LONG;
        answer
    } else if !guard.knows(request.headers()) {
        Trouble::forbidden("this server goes by another name").into_response()
    } else if changes && !Guard::comes_from_us(request.headers()) {
        Trouble::forbidden("this form belongs to another site").into_response()
    } else {
        match guard.admits(&request) {
            Admission::No => {
                let trouble = Trouble::forbidden("open this page with ?token=…");
                let mut answer = trouble.into_response();
                *answer.status_mut() = StatusCode::UNAUTHORIZED;
                answer
            }
            admission => {
                remember = matches!(admission, Admission::Remember);
                next.run(request).await
            }
        }
    };
    let mut answer = answer;
    if let (true, Some(bare)) = (remember && for_people, bare) {
        // The secret must not stay in the address bar and in the history.
        answer = Redirect::to(&bare).into_response();
    }
    let headers = answer.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    // Not "no-referrer": under it a browser sends `Origin: null` with our own forms.
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    if let (true, Some(token)) = (remember, &guard.token) {
        let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    answer
}
