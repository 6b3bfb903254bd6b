use callboard_rpc::command::{RouteList, RouteSet};
use callboard_rpc::types::{EndpointId, OfConnection, Severity, SeverityRoute, SeverityRouteSet};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::word;

#[derive(Debug, Args)]
pub(crate) struct Route {
    #[arg(value_enum)]
    severity: Severity,
    /// A line behind the bell.
    #[arg(long, value_parser = on_or_off())]
    in_app: Option<bool>,
    /// A notification of the desktop.
    #[arg(long, value_parser = on_or_off())]
    desktop: Option<bool>,
    /// Ids of the endpoints that get `disposition.routed`, in place of those there are.
    #[arg(long, value_name = "ID", conflicts_with = "no_endpoint")]
    endpoint: Vec<String>,
    /// No endpoint is told.
    #[arg(long)]
    no_endpoint: bool,
    /// All endpoints that listen to it, also those that are added later.
    #[arg(long, conflicts_with_all = ["endpoint", "no_endpoint"])]
    every_endpoint: bool,
}

fn on_or_off() -> impl TypedValueParser<Value = bool> {
    PossibleValuesParser::new(["on", "off"]).map(|word| word == "on")
}

pub(super) async fn list(terminal: &Terminal, reach: &Reach) -> Result<(), Failure> {
    let connection = terminal.options.connection();
    let routes = reach.ask::<RouteList>(OfConnection { connection }).await?;
    terminal.out.show(&routes, |routes| table(routes).to_string())
}

pub(super) async fn set(terminal: &Terminal, reach: &Reach, route: Route) -> Result<(), Failure> {
    let connection = terminal.options.connection();
    let severity = route.severity;
    let before = reach.ask::<RouteList>(OfConnection { connection: connection.clone() }).await?;
    let before = before.into_iter().find(|one| one.severity == severity);
    let (in_app, desktop) = before.map_or((false, false), |before| (before.in_app, before.desktop));
    let asked: Vec<EndpointId> = route.endpoint.iter().map(|id| EndpointId::from(id.as_str())).collect();
    let named = route.no_endpoint || !asked.is_empty();
    let args = SeverityRouteSet {
        connection,
        severity,
        in_app: route.in_app.unwrap_or(in_app),
        desktop: route.desktop.unwrap_or(desktop),
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        route: Route,
    }

    #[test]
    fn a_way_of_a_route_is_turned_on_or_off_and_stays_where_it_is_not_named() {
        let line = Line::try_parse_from(["route", "high", "--in-app", "off"]).unwrap();
        assert_eq!(
            (line.route.severity, line.route.in_app, line.route.desktop),
            (Severity::High, Some(false), None)
        );
        assert!(Line::try_parse_from(["route", "high", "--desktop", "yes"]).is_err());
    }
}
