use callboard_rpc::command::{RouteList, RouteSet};
use callboard_rpc::types::{EndpointId, OfConnection, Severity, SeverityRoute, SeverityRouteSet};
use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::word;

#[derive(Debug, Args)]
pub(crate) struct Route {
    #[arg(value_enum)]
    severity: Level,
    /// A line behind the bell.
    #[arg(long, value_enum)]
    in_app: Option<Turned>,
    /// A notification of the desktop.
    #[arg(long, value_enum)]
    desktop: Option<Turned>,
    /// Ids of the endpoints that get `disposition.routed`, in place of those there are.
    #[arg(long, value_name = "ID", conflicts_with = "no_endpoint")]
    endpoint: Vec<String>,
    #[arg(long)]
    no_endpoint: bool,
    /// All endpoints that listen to it, also those that are added later.
    #[arg(long, conflicts_with_all = ["endpoint", "no_endpoint"])]
    every_endpoint: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    Low,
    Medium,
    High,
    Critical,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Turned {
    On,
    Off,
}

pub(super) async fn list(terminal: &Terminal, reach: &Reach) -> Result<(), Failure> {
    let connection = terminal.options.connection();
    let routes = reach.ask::<RouteList>(OfConnection { connection }).await?;
    terminal.out.show(&routes, |routes| table(routes).to_string())
}

pub(super) async fn set(terminal: &Terminal, reach: &Reach, route: Route) -> Result<(), Failure> {
    let connection = terminal.options.connection();
    let severity = match route.severity {
        Level::Low => Severity::Low,
        Level::Medium => Severity::Medium,
        Level::High => Severity::High,
        Level::Critical => Severity::Critical,
    };
    let before = reach.ask::<RouteList>(OfConnection { connection: connection.clone() }).await?;
    let before = before.into_iter().find(|one| one.severity == severity);
    let or = |asked: Option<Turned>, before: bool| asked.map_or(before, |turned| turned == Turned::On);
    let (in_app, desktop) = before.map_or((false, false), |before| (before.in_app, before.desktop));
    let asked: Vec<EndpointId> = route.endpoint.iter().map(|id| EndpointId::from(id.as_str())).collect();
    let named = route.no_endpoint || !asked.is_empty();
    let args = SeverityRouteSet {
        connection,
        severity,
        in_app: or(route.in_app, in_app),
        desktop: or(route.desktop, desktop),
        every: if named { Some(false) } else { route.every_endpoint.then_some(true) },
        endpoints: named.then_some(asked),
    };
    let routes = reach.ask::<RouteSet>(args).await?;
    terminal.out.show(&routes, |routes| table(routes).to_string())
}

fn table(routes: &[SeverityRoute]) -> Table {
    let turned = |on: bool| if on { "on" } else { "off" }.to_owned();
    Table::new(["SEVERITY", "IN APP", "DESKTOP", "ENDPOINTS", "REACHED NOBODY"]).with(routes, |route| {
        let endpoints: Vec<String> = route.endpoints.iter().map(ToString::to_string).collect();
        [
            word(&route.severity),
            turned(route.in_app),
            turned(route.desktop),
            if route.every { format!("all: {}", endpoints.join(", ")) } else { endpoints.join(", ") },
            route.unheard.to_string(),
        ]
    })
}
