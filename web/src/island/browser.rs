//! Small things that the islands ask of the browser.

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventTarget, FormData, HtmlFormElement, NodeList, RequestCache,
    RequestCredentials, RequestInit, Response, Storage, UrlSearchParams, Window,
};

/// The window, which every page has.
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// The document of the page.
pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// Waits.
pub(crate) async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits for the next event of this name on the window.
pub(crate) async fn event(name: &str) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.add_event_listener_with_callback(name, &resolve);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// How long to wait before another attempt: twice longer each time, up to 10 s, with jitter.
pub(crate) fn backoff(attempt: u32) -> i32 {
    let longest = f64::from(500_u32 << attempt.min(6)).min(10_000.0);
    #[expect(clippy::cast_possible_truncation, reason = "at most 10,000")]
    let wait = (longest * (0.5 + js_sys::Math::random() / 2.0)) as i32;
    wait
}

/// Reads a page of this site again, as the same person.
pub(crate) async fn read_page(path: &str) -> Result<Option<String>, JsValue> {
    let Some(window) = window() else { return Ok(None) };
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(path, &init))
        .await?
        .dyn_into()?;
    if !response.ok() || response.redirected() {
        return Ok(None);
    }
    Ok(JsFuture::from(response.text()?).await?.as_string())
}

fn fields(form: &HtmlFormElement) -> Result<UrlSearchParams, JsValue> {
    UrlSearchParams::new_with_str_sequence_sequence(FormData::new_with_form(form)?.as_ref())
}

/// Sends a form while its page goes away.
pub(crate) fn send_last(form: &HtmlFormElement) {
    if let (Some(window), Ok(fields)) = (window(), fields(form)) {
        let navigator = window.navigator();
        let _ = navigator.send_beacon_with_opt_url_search_params(&form.action(), Some(&fields));
    }
}

/// Sends a form as its button would; answers the page that is shown then.
pub(crate) async fn send_form(form: &HtmlFormElement) -> Result<String, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(fields(form)?.as_ref());
    let window = window().ok_or(JsValue::UNDEFINED)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(&form.action(), &init))
        .await?
        .dyn_into()?;
    if response.status() >= 500 {
        return Err(JsValue::UNDEFINED);
    }
    let html = JsFuture::from(response.text()?).await?;
    Ok(html.as_string().unwrap_or_default())
}

/// The element that an event happened to.
pub(crate) fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Calls a function at each event of this name; for the life of the page.
pub(crate) fn listen(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(act);
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The elements of a list.
pub(crate) fn elements(list: Result<NodeList, JsValue>) -> Vec<Element> {
    let Ok(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into().ok())
        .collect()
}

/// A new element with its class.
pub(crate) fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document()?.create_element(tag).ok()?;
    element.set_class_name(class);
    Some(element)
}

/// A new button that acts.
pub(crate) fn button(label: &str, mut act: impl FnMut() + 'static) -> Option<Element> {
    let button = element("button", "button")?;
    let _ = button.set_attribute("type", "button");
    button.set_text_content(Some(label));
    listen(&button, "click", move |_| act());
    Some(button)
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Stands between texts, and between a name and its text: the control characters that are made for it.
const RECORD: &str = "\u{1e}";
const UNIT: &str = "\u{1f}";

/// Named texts, as the browser keeps them.
type Texts = Vec<(String, String)>;

/// Reads texts kept in the browser.
pub(crate) fn kept(key: &str) -> Option<Texts> {
    let stored = storage()?.get_item(key).ok()??;
    let pairs = stored.split(RECORD).map(|pair| pair.split_once(UNIT));
    pairs
        .map(|pair| pair.map(|(key, text)| (key.to_owned(), text.to_owned())))
        .collect()
}

/// Keeps texts in the browser; false when there is no room for them.
pub(crate) fn keep(key: &str, texts: &Texts) -> bool {
    let pairs: Vec<String> = texts
        .iter()
        .map(|(key, text)| [key, UNIT, text].concat())
        .collect();
    let text = pairs.join(RECORD);
    storage().is_some_and(|storage| storage.set_item(key, &text).is_ok())
}

/// Forgets what is kept in the browser.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}
