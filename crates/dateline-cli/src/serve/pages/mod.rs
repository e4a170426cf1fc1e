//! The screens: one file each.

mod actors;
mod articles;
mod claims;
mod copies;
mod events;
mod places;
mod review;
mod search;
mod sources;
mod stories;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use dateline_store::Rows;

use super::app::App;
use super::asked::{Asked, Form};
use super::error::Trouble;
use super::frame::respond;
use super::{api, guard, subscribe};
use crate::daily::output::{self, Format, Listed};

/// Largest body of a request; only corrections have one.
const BODY: usize = 64 * 1024;
/// A browser may keep the sheet and the script for so long.
const KEPT: Duration = Duration::from_secs(3600);

/// What every screen answers.
type Answer = Result<Response, Trouble>;

/// All addresses.
pub(super) fn router(app: Arc<App>) -> Router {
    let mut routes = Router::new()
        .route("/", get(stories::list))
        .route("/stories/{id}", get(stories::one))
        .route("/events/{id}", get(events::one))
        .route("/claims/{id}", get(claims::one))
        .route("/articles/{id}", get(articles::one))
        .route("/articles/{id}/citation", get(articles::citation))
        .route("/copies/{id}", get(copies::one))
        .route("/events.atom", get(subscribe::atom))
        .route("/planned.ics", get(subscribe::calendar))
        .route("/review", get(review::queue).post(review::decide))
        .route("/style.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route(
            "/page.js",
            get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }),
        )
        .route("/icon.svg", get(|| async { asset("image/svg+xml", ICON) }))
        .merge(api::routes());
    let lists: [(&str, MethodRouter<Arc<App>>); 10] = [
        ("/stories", get(stories::list)),
        ("/events", get(events::list)),
        ("/claims", get(claims::list)),
        ("/articles", get(articles::list)),
        ("/copies", get(copies::list)),
        ("/actors", get(actors::list)),
        ("/actors/one", get(actors::one)),
        ("/places", get(places::list)),
        ("/search", get(search::list)),
        ("/sources", get(sources::list)),
    ];
    for (path, answer) in lists {
        for form in ["", ".json", ".csv"] {
            routes = routes.route(&format!("{path}{form}"), answer.clone());
        }
    }
    routes
        .route("/problems", get(sources::problems))
        .fallback(|| async { Trouble::missing("there is no page of this address") })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn(api::unchanged))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::stand))
        .with_state(app)
}

const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/page.js");
const ICON: &str = include_str!("../assets/icon.svg");

fn asset(kind: &'static str, text: &'static str) -> Response {
    let kept = format!("max-age={}", KEPT.as_secs());
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CACHE_CONTROL, kept)], text)
        .into_response()
}

/// A request as the screens see it.
pub(super) struct Request {
    /// The server.
    pub(super) app: Arc<App>,
    /// What is asked for.
    pub(super) asked: Asked,
    /// In which form.
    pub(super) form: Form,
    /// The last part of the path, where it names one thing.
    pub(super) id: String,
}

impl FromRequestParts<Arc<App>> for Request {
    type Rejection = Trouble;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<App>,
    ) -> Result<Self, Trouble> {
        let State(app): State<Arc<App>> = State::from_request_parts(parts, state)
            .await
            .map_err(|_| Trouble::defect())?;
        let uri: Uri = parts.uri.clone();
        let (_, form) = Form::of(uri.path());
        let fail = |trouble: Trouble| match form {
            Form::Html => trouble,
            Form::Json | Form::Csv => trouble.for_programs(),
        };
        let asked = Query::<Asked>::try_from_uri(&uri).map_err(|e| {
            fail(Trouble::request(format!("the query cannot be read: {e}")))
        })?;
        let id = Path::<String>::from_request_parts(parts, state)
            .await
            .map(|Path(id)| Form::of(&id).0.to_owned())
            .unwrap_or_default();
        Ok(Self { app, asked: asked.0, form, id })
    }
}

/// Rows in the form that was asked for; `page` makes the one for people.
async fn listed<T: Listed>(
    form: Form,
    rows: Result<Rows<T>, Trouble>,
    page: impl AsyncFnOnce(Rows<T>) -> Answer,
) -> Answer {
    let format = match form {
        Form::Html => return page(rows?).await,
        Form::Json => Format::Json,
        Form::Csv => Format::Csv,
    };
    let rows = rows.map_err(Trouble::for_programs)?;
    let mut out = Vec::new();
    output::write_page(format, &rows, &mut out).map_err(|_| Trouble::defect())?;
    let kind = match form {
        Form::Csv => "text/csv; charset=utf-8",
        _ => "application/json",
    };
    Ok(respond(kind, String::from_utf8(out).map_err(|_| Trouble::defect())?))
}

/// One row in the form that was asked for.
async fn single<T: serde::Serialize>(
    form: Form,
    row: Result<T, Trouble>,
    page: impl AsyncFnOnce(T) -> Answer,
) -> Answer {
    match form {
        Form::Html => page(row?).await,
        Form::Json | Form::Csv => {
            let row = row.map_err(Trouble::for_programs)?;
            let text = serde_json::to_string(&row).map_err(|_| Trouble::defect())?;
            Ok(respond("application/json", text))
        }
    }
}
