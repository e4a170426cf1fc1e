//! `/api/v1/…`: the same rows for programs, described by `/openapi.json`.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request as Raw;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use dateline_store::{Filter, Rows, Store};
use serde_json::{Value, json};

use super::app::App;
use super::error::Trouble;
use super::frame::respond;
use super::pages::Request;
use crate::daily::output::{self, Format, Listed};
use dateline_tables::SCHEMA;

/// Lists: address, what they give, in a word.
const LISTS: &[(&str, &str)] = &[
    ("stories", "articles and events that belong together"),
    ("events", "merged events with their evidence"),
    ("claims", "claims with their history"),
    ("articles", "articles"),
    ("copies", "articles that carry one text"),
    ("actors", "who takes part in events"),
    ("quotes", "who says what"),
    ("search", "places where words stand"),
];
/// Things that have an address each.
const SINGLES: &[&str] = &["stories", "events", "claims", "articles"];
/// Query parameters of the lists.
const PARAMETERS: &[(&str, &str)] = &[
    ("actor", "words of a name, a country's three letters, or an identity (country:RUS)"),
    ("target", "towards whom, in the same form"),
    ("type", "event types or claim kinds, with commas between them"),
    ("status", "event statuses or claim outcomes, with commas between them"),
    ("place", "a place's name or a country's three letters"),
    ("from", "first day: 2023, 2023-09 or 2023-09-05"),
    ("to", "last day"),
    ("origins", "at least so many independent origins"),
    ("q", "words"),
    ("story", "a story's identifier"),
    ("article", "an article's identifier"),
    ("event", "an event's identifier"),
    ("by", "words of the name of who said it"),
    ("due_before", "claims due before this day"),
    ("publisher", "words of an outlet's name"),
    ("order", "latest: latest first"),
    ("limit", "at most so many rows, up to 1000"),
    ("cursor", "what the last answer gave as next"),
];

/// The addresses under `/api/v1`.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/stories", get(|r| list(r, Store::stories)))
        .route("/api/v1/events", get(|r| list(r, Store::events)))
        .route("/api/v1/claims", get(|r| list(r, Store::claims)))
        .route("/api/v1/articles", get(|r| list(r, Store::articles)))
        .route("/api/v1/copies", get(|r| list(r, Store::copies)))
        .route("/api/v1/actors", get(|r| list(r, Store::actors)))
        .route("/api/v1/quotes", get(|r| list(r, Store::quotes)))
        .route("/api/v1/search", get(|r| list(r, Store::search)))
        .route("/api/v1/stories/{id}", get(|r| one(r, Store::story)))
        .route("/api/v1/events/{id}", get(|r| one(r, Store::event)))
        .route("/api/v1/claims/{id}", get(|r| one(r, Store::claim)))
        .route("/api/v1/articles/{id}", get(|r| one(r, Store::article)))
        .route(
            "/openapi.json",
            get(|| async { respond("application/json", openapi().to_string()) }),
        )
}

async fn list<T: Listed + Send + 'static>(
    request: Request,
    question: fn(&Store, &Filter) -> dateline_store::Result<Rows<T>>,
) -> Result<Response, Trouble> {
    let filter = request.asked.filter();
    let rows = request.app.ask(move |store| question(store, &filter)).await;
    let rows = rows.map_err(Trouble::for_programs)?;
    let mut out = Vec::new();
    output::write_page(Format::Json, &rows, &mut out).map_err(|_| Trouble::defect())?;
    Ok(respond(
        "application/json",
        String::from_utf8(out).map_err(|_| Trouble::defect())?,
    ))
}

async fn one<T: serde::Serialize + Send + 'static>(
    request: Request,
    question: fn(&Store, &str) -> dateline_store::Result<T>,
) -> Result<Response, Trouble> {
    let id = request.id;
    let row = request.app.ask(move |store| question(store, &id)).await;
    let row = row.map_err(Trouble::for_programs)?;
    let text =
        serde_json::to_string(&row).map_err(|_| Trouble::defect().for_programs())?;
    Ok(respond("application/json", text))
}

/// Longest body that is hashed for an `ETag`.
const LONGEST: usize = 64 * 1024 * 1024;

/// Says "not changed" where the asker has the same answer already.
pub(super) async fn unchanged(request: Raw, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let reads = *request.method() == Method::GET;
    let answer = next.run(request).await;
    if !reads || answer.status() != StatusCode::OK {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, LONGEST).await else {
        return Trouble::defect().for_programs().into_response();
    };
    let tag = format!("\"{}\"", dateline::Id::of([&bytes[..]]));
    if known.is_some_and(|k| k.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    if let Ok(tag) = tag.parse() {
        parts.headers.insert(header::ETAG, tag);
    }
    Response::from_parts(parts, axum::body::Body::from(bytes))
}

/// An identifier, or the beginning of one.
const IDENTIFIER: &str = "^[a-z]:[0-9a-f]{1,16}$";
/// A year, month or day; empty asks for nothing.
const DAYS: &str = "^$|^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$";

/// What a query parameter may be.
fn schema_of(name: &str) -> Value {
    match name {
        "from" | "to" | "due_before" => json!({"type": "string", "pattern": DAYS}),
        "story" | "article" | "event" => {
            json!({"type": "string", "pattern": format!("^$|{IDENTIFIER}")})
        }
        "limit" => json!({"type": "integer", "minimum": 1, "maximum": 1000}),
        "origins" => json!({"type": "integer", "minimum": 0}),
        "order" => json!({"enum": ["", "latest"]}),
        _ => json!({"type": "string"}),
    }
}

/// The description of the interface, OpenAPI 3.1.
pub(super) fn openapi() -> Value {
    let parameters: Vec<Value> = PARAMETERS
        .iter()
        .map(|(name, about)| {
            json!({"name": name, "in": "query", "description": about, "schema": schema_of(name)})
        })
        .collect();
    // There is nothing to search for without a word.
    let with_words: Vec<Value> = parameters
        .iter()
        .map(|p| match p["name"].as_str() {
            Some("q") => json!({"name": "q", "in": "query", "required": true,
                "description": p["description"], "schema": {"type": "string", "pattern": "[A-Za-z0-9]"}}),
            _ => p.clone(),
        })
        .collect();
    let failure = json!({"description": "what went wrong",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}});
    let answers = |schema: Value| {
        json!({"200": {"description": "done",
                 "content": {"application/json": {"schema": schema}}},
               "400": failure, "401": failure, "403": failure, "404": failure,
               "414": failure, "500": failure, "503": failure})
    };
    let mut paths = serde_json::Map::new();
    for (name, about) in LISTS {
        let rows = json!({"type": "object", "required": ["schema", name], "properties": {
            "schema": {"const": SCHEMA},
            *name: {"type": "array", "items": {"type": "object"}},
            "next": {"type": ["string", "null"]}}});
        let path = json!({"get": {"summary": about, "operationId": name,
            "parameters": if *name == "search" { &with_words } else { &parameters },
            "responses": answers(rows)}});
        paths.insert(format!("/api/v1/{name}"), path);
    }
    for name in SINGLES {
        let id = json!([{"name": "id", "in": "path", "required": true,
            "description": "an identifier, or its first digits", "schema": {"type": "string", "pattern": IDENTIFIER}}]);
        let path = json!({"get": {"summary": format!("one of {name}"),
            "operationId": format!("one_of_{name}"), "parameters": id,
            "responses": answers(json!({"type": "object"}))}});
        paths.insert(format!("/api/v1/{name}/{{id}}"), path);
    }
    json!({"openapi": "3.1.0",
        "info": {"title": "Dateline", "version": SCHEMA,
            "description": "Read only. Positions are half-open pairs of Unicode code points."},
        "paths": paths,
        "components": {"schemas": {"Error": {"type": "object", "required": ["error"],
            "properties": {"error": {"type": "object", "required": ["code", "message"],
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}}}}}})
}
