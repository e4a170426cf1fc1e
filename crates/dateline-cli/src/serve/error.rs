//! One shape for what went wrong: a page for people, an object for programs.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use serde_json::json;

/// Why a request was not answered.
#[derive(Debug)]
pub(super) struct Trouble {
    status: StatusCode,
    code: &'static str,
    message: String,
    for_programs: bool,
}

impl Trouble {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), for_programs: false }
    }

    /// There is no such page.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// What was asked for cannot be.
    pub(super) fn request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", message)
    }

    /// The asker may not.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// The store took too long.
    pub(super) fn late() -> Self {
        let message = "the store took too long; ask for less";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "late", message)
    }

    /// An error of ours.
    pub(super) fn defect() -> Self {
        let message = "this page could not be made: a defect in dateline";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "defect", message)
    }

    /// The same as a JSON object.
    pub(super) fn for_programs(self) -> Self {
        Self { for_programs: true, ..self }
    }
}

impl From<dateline_store::Error> for Trouble {
    fn from(error: dateline_store::Error) -> Self {
        let message = error.to_string();
        if error.is_request() {
            let missing = message.starts_with("there is no ");
            return if missing { Self::missing(message) } else { Self::request(message) };
        }
        if error.is_busy() {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
        }
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "store", message)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        if self.for_programs {
            let body = json!({"error": {"code": self.code, "message": self.message}});
            let kind = [(header::CONTENT_TYPE, "application/json")];
            return (self.status, kind, body.to_string()).into_response();
        }
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width";
                    title { (self.status.as_u16()) " · Dateline" }
                    link rel="stylesheet" href="/style.css";
                }
                body {
                    main {
                        h1 { (heading(self.status)) }
                        @for line in self.message.lines() { p { (line) } }
                        p { a href="/" { "Stories" } " · " a href="/search" { "Search" } }
                    }
                }
            }
        };
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (self.status, kind, page.into_string()).into_response()
    }
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Nothing here",
        StatusCode::BAD_REQUEST => "This cannot be asked",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::SERVICE_UNAVAILABLE => "Not just now",
        _ => "Something went wrong",
    }
}
