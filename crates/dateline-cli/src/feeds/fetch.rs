//! One polite request: limits on time, size and redirects, and no address inside the network
//! that the user did not ask for.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

/// Who we are. A site can address us by the first word in its robots.txt.
pub(crate) const USER_AGENT: &str = concat!(
    "dateline/",
    env!("CARGO_PKG_VERSION"),
    " (feed reader; asks seldom, keeps robots.txt)"
);

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From the first to the last byte.
    pub(crate) time: Duration,
    /// Of the body, as sent and unpacked.
    pub(crate) bytes: u64,
    /// From one address to the next.
    pub(crate) redirects: usize,
    /// Whether addresses of the own machine and network may be asked.
    pub(crate) allow_private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30),
            bytes: 8 << 20,
            redirects: 5,
            allow_private: false,
        }
    }
}

/// What a server gave to ask with next time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Nothing has changed.
    NotModified,
    /// A body.
    Page(Fetched),
}

/// A body with what its server says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetched {
    /// Where it came from in the end.
    pub(crate) url: String,
    /// Where it has moved for good, if every redirect said so.
    pub(crate) moved_to: Option<String>,
    /// For the next time.
    pub(crate) validators: Validators,
    /// The media type, without its parameters.
    pub(crate) content_type: String,
    /// The character set that the server names.
    pub(crate) charset: Option<String>,
    /// Unpacked.
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// address, private, robots, redirects, time, large, packed, status, gone, network or
    /// silent; stable.
    pub(crate) code: &'static str,
    /// In words.
    pub(crate) message: String,
    /// The HTTP status.
    pub(crate) status: Option<u16>,
    /// Seconds that the server asks to wait.
    pub(crate) retry_after: Option<i64>,
}

impl Failure {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: None, retry_after: None }
    }

    /// The host has not answered others of this look.
    pub(crate) fn silent(host: &str) -> Self {
        let message = format!("{host} does not answer; left for the next look");
        Self::new("silent", message)
    }

    /// Whether it is the host that does not answer, rather than what it answers.
    pub(crate) fn is_of_host(&self) -> bool {
        matches!(self.code, "time" | "network") && self.status.is_none()
    }

    /// The site's robots.txt forbids it.
    pub(crate) fn robots(url: &Url) -> Self {
        Self::new("robots", format!("{url}: robots.txt asks programs to leave it"))
    }

    /// The site's robots.txt cannot be had, so that the site is left alone (RFC 9309,
    /// 2.3.1).
    pub(crate) fn no_robots(self) -> Self {
        let code = if self.status.is_some() { "robots" } else { self.code };
        let message =
            format!("left alone, for its robots.txt cannot be read: {}", self.message);
        Self { code, message, ..self }
    }
}

/// Makes requests.
pub(crate) struct Fetcher {
    agent: ureq::Agent,
    limits: Limits,
}

impl Fetcher {
    pub(crate) fn new(limits: Limits) -> Self {
        let config = ureq::Agent::config_builder()
            .user_agent(USER_AGENT)
            .accept_encoding("gzip")
            .http_status_as_error(false)
            // Each step is looked at here: its scheme, its address, its robots.txt.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(limits.time))
            .timeout_connect(Some(limits.time.min(Duration::from_secs(10))))
            .max_response_header_size(64 << 10)
            .max_idle_connections_per_host(1)
            // Through a proxy we could not see which address is asked in the end.
            .proxy(None)
            .build();
        let resolver =
            Guarded { allow_private: limits.allow_private, ..Guarded::default() };
        let agent =
            ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, limits }
    }

    /// One that takes a port of the own machine for a public one: the only public host that a
    /// test can have.
    #[cfg(test)]
    pub(crate) fn for_test(limits: Limits, public_port: u16) -> Self {
        let mut out = Self::new(limits);
        let config = out.agent.config().clone();
        let resolver = Guarded { public_port: Some(public_port), ..Guarded::default() };
        out.agent =
            ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        out
    }

    /// Asks for an address. `may` is asked before each step whether it may be taken; what it
    /// gives is held until that step's answer has been read whole.
    pub(crate) fn get<Turn>(
        &self,
        address: &str,
        validators: &Validators,
        may: impl Fn(&Url) -> Result<Turn, Failure>,
    ) -> Result<Answer, Failure> {
        let mut url = web(address)?;
        let mut is_for_good = true;
        let mut moved = false;
        for _ in 0..=self.limits.redirects {
            let _turn = may(&url)?;
            let mut request = self.agent.get(url.as_str());
            if let Some(etag) = &validators.etag {
                request = request.header("if-none-match", etag);
            }
            if let Some(date) = &validators.last_modified {
                request = request.header("if-modified-since", date);
            }
            let response = request.call().map_err(|e| failure(&url, &e))?;
            let status = response.status().as_u16();
            match status {
                200..=299 => {
                    let moved_to = (moved && is_for_good).then(|| url.to_string());
                    return self.body(url.as_str(), moved_to, response).map(Answer::Page);
                }
                304 => return Ok(Answer::NotModified),
                301 | 302 | 303 | 307 | 308 => {
                    let to = header(response.headers(), "location").unwrap_or_default();
                    let next = url.join(&to).map_err(|_| {
                        Failure::new("redirects", format!("{url}: redirected to nowhere"))
                    })?;
                    url = web(next.as_str())?;
                    moved = true;
                    is_for_good &= matches!(status, 301 | 308);
                }
                _ => return Err(refused(&url, status, response.headers())),
            }
        }
        let n = self.limits.redirects;
        Err(Failure::new("redirects", format!("{address}: more than {n} redirects")))
    }

    /// Posts JSON to a web hook.
    pub(crate) fn post(&self, address: &str, json: &[u8]) -> Result<(), Failure> {
        let url = web(address)?;
        let request =
            self.agent.post(url.as_str()).header("content-type", "application/json");
        let response = request.send(json).map_err(|e| failure(&url, &e))?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(refused(&url, status, response.headers()))
        }
    }

    fn body(
        &self,
        url: &str,
        moved_to: Option<String>,
        mut response: ureq::http::Response<ureq::Body>,
    ) -> Result<Fetched, Failure> {
        let headers = response.headers();
        let validators = Validators {
            etag: header(headers, "etag"),
            last_modified: header(headers, "last-modified"),
        };
        let kind = header(headers, "content-type").unwrap_or_default();
        let is_packed = header(headers, "content-encoding")
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("gzip"));
        let sent = response.body_mut().with_config().limit(u64::MAX).reader();
        let body = if is_packed {
            let unpacked =
                flate2::read::MultiGzDecoder::new(sent.take(self.limits.bytes));
            self.read(url, unpacked, "packed")?
        } else {
            self.read(url, sent, "network")?
        };
        let mut parts = kind.split(';').map(str::trim);
        let content_type = parts.next().unwrap_or("").to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let value = part.to_ascii_lowercase();
            value.strip_prefix("charset=").map(|v| v.trim_matches('"').to_owned())
        });
        let url = url.to_owned();
        Ok(Fetched { url, moved_to, validators, content_type, charset, body })
    }

    /// A body, or a failure as soon as it is too long; `code` is what a reading error means.
    fn read(
        &self,
        url: &str,
        from: impl Read,
        code: &'static str,
    ) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        from.take(self.limits.bytes + 1).read_to_end(&mut body).map_err(|error| {
            let late = error.to_string().contains("timeout");
            Failure::new(if late { "time" } else { code }, format!("{url}: {error}"))
        })?;
        if body.len() as u64 > self.limits.bytes {
            let most = self.limits.bytes;
            return Err(Failure::new("large", format!("{url}: more than {most} bytes")));
        }
        Ok(body)
    }
}

/// An address that we ask: http or https, with a host.
pub(crate) fn web(address: &str) -> Result<Url, Failure> {
    let refuse = || Failure::new("address", format!("{address:?} is no web address"));
    let url = Url::parse(address.trim()).map_err(|_| refuse())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    if is_web { Ok(url) } else { Err(refuse()) }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    const LONGEST: usize = 2048;
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
}

fn refused(url: &Url, status: u16, headers: &HeaderMap) -> Failure {
    let code = if matches!(status, 404 | 410) { "gone" } else { "status" };
    let retry_after = header(headers, "retry-after").and_then(|v| seconds_to(&v));
    let message = format!("{url}: the server answers {status}");
    Failure { status: Some(status), retry_after, ..Failure::new(code, message) }
}

/// A Retry-After: seconds, or a time as mail writes it (RFC 9110, 10.2.3).
fn seconds_to(value: &str) -> Option<i64> {
    if let Ok(seconds) = value.parse::<i64>() {
        return Some(seconds.max(0));
    }
    let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some((at.as_second() - jiff::Timestamp::now().as_second()).max(0))
}

fn failure(url: &Url, error: &ureq::Error) -> Failure {
    let code = match error {
        ureq::Error::Timeout(_) => "time",
        ureq::Error::Other(inner) if inner.is::<Private>() => "private",
        _ => "network",
    };
    Failure::new(code, format!("{url}: {error}"))
}

/// A host whose every address is private.
#[derive(Debug)]
struct Private(String);

impl std::fmt::Display for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} is inside the own network; --allow-private asks it all the same",
            self.0
        )
    }
}

impl std::error::Error for Private {}

/// Resolves names and leaves out private addresses, so that no redirect and no name server
/// can lead into the network of the user.
#[derive(Debug, Default)]
struct Guarded {
    inner: DefaultResolver,
    allow_private: bool,
    #[cfg(test)]
    public_port: Option<u16>,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(found);
        }
        #[cfg(test)]
        if self.public_port.is_some() && uri.port_u16() == self.public_port {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| !is_private(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            let host = uri.host().unwrap_or("").to_owned();
            return Err(ureq::Error::Other(Box::new(Private(host))));
        }
        Ok(public)
    }
}

/// Whether an address is of the own machine, a private network, or no single host.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_unspecified()
        || ip.is_broadcast()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        // Shared by carriers (RFC 6598), benchmarks (RFC 2544), protocols (RFC 6890).
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0)
}

/// Only global unicast is public (RFC 4291), and of that not what holds an address of version
/// 4 or belongs to documentation, benchmarks and tunnels (RFC 6890).
fn is_private_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_private_v4(inner);
    }
    let parts = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // What a network translates (RFC 6052) and tunnels (RFC 3056) go to the address inside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => true,
        [first, ..] => first & 0xe000 != 0x2000 || first & 0xfff0 == 0x3ff0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses() {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "224.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "240.0.0.1",
            "::127.0.0.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b:1::a00:1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
        ];
        for ip in private {
            assert!(is_private(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["8.8.8.8", "2606:4700::1111", "172.32.0.1", "100.128.0.1"] {
            assert!(!is_private(ip.parse().expect("an address")), "{ip}");
        }
    }

    #[test]
    fn a_server_may_say_when_to_come_back() {
        assert_eq!(seconds_to("120"), Some(120));
        assert_eq!(seconds_to("-5"), Some(0));
        assert_eq!(seconds_to("soon"), None);
        assert_eq!(seconds_to("Sun, 06 Nov 1994 08:49:37 GMT"), Some(0));
        let in_an_hour = jiff::Timestamp::now().as_second() + 3600;
        let date = jiff::Timestamp::from_second(in_an_hour).expect("a time");
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let seconds = seconds_to(&date).expect(&date);
        assert!((3590..=3600).contains(&seconds), "{seconds}");
    }

    #[test]
    fn only_web_addresses() {
        for address in
            ["file:///etc/passwd", "ftp://a.invalid/", "x", "http://", "gopher://a"]
        {
            assert_eq!(web(address).expect_err(address).code, "address");
        }
        assert!(web(" https://a.invalid/x ").is_ok());
    }
}
