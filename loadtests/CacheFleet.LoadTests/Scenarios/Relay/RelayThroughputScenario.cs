using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Relay;

/// <summary>D3: how fast the relay drains an outbox that has grown while it was away.</summary>
public sealed class RelayThroughputScenario : IScenario
{
    private const int FirstProduct = 50_001;
    private const int Products = 10_000;
    private const int EventsInFull = 100_000;

    private static readonly Knob Events =
        new("--events", "events in the outbox before it is drained (500000)", 500_000, Products, 2_000_000);
    private static readonly Knob Floor =
        new("--floor", "events per second that must be reached (0: whatever they are)", 0, 0, 1_000_000);

    // Counting a long outbox takes the database from the relay: seldom at first, often at the end.
    private const int Many = 100_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileMany = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Column[] Columns =
    [
        new("backlog", "backlog", "events in the outbox when the clock was started", "#,0"),
        new("seconds", "seconds", "until the relay had delivered all of them", "0.0"),
        new("eventsPerSecond", "events/s", "confirmed by the broker, with the consumer running beside", "#,0"),
    ];

    public string Name => "relay-throughput";

    public IReadOnlyList<string> Proves => ["D3"];

    public string Title => "How fast the relay drains a backlog";

    public string What =>
        "One transaction past the API changes 10,000 products many times over, so that a backlog of events "
        + "appears in the outbox at once. Counted is how many of them a second the relay brings into the "
        + "topic, in order, each confirmed.";

    public IReadOnlyList<Knob> OwnKnobs => [Events, Floor];

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Events, EventsInFull)];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var log = new LogClient(context.Fleet);
        await log.DrainAsync(Patience, ct);
        var bulk = await log.ChangeAsync(FirstProduct, Products, context.Knobs.Whole(Events) / Products, ct);
        var samples = new List<(double Seconds, long Pending)>();
        var watch = Stopwatch.StartNew();
        while (samples.Count == 0 || samples[^1].Pending > 0)
        {
            var pending = (await log.LookAsync(context.Fleet.Replicas[0], ct)).Pending;
            // The relay began while the answer was on its way: the clock starts with the first
            // look.
            if (samples.Count == 0) watch.Restart();
            samples.Add((watch.Elapsed.TotalSeconds, pending));
            context.Live.Show(new LiveFrame(
                "draining the outbox", bulk.Events - pending, bulk.Events, "events", [("pending", $"{pending:N0}")]));
            if (pending > 0) await Task.Delay(pending > Many ? WhileMany : BetweenLooks, ct);
        }

        return Report(samples, context.Knobs.Whole(Floor));
    }

    private static Findings Report(List<(double Seconds, long Pending)> samples, int floor)
    {
        var (backlog, seconds) = (samples[0].Pending, samples[^1].Seconds);
        var rate = seconds > 0 ? backlog / seconds : 0;
        var row = new Row("D3", "relay", backlog)
        {
            Values = { ["backlog"] = backlog, ["seconds"] = seconds, ["eventsPerSecond"] = rate },
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"{rate:N0} events/s of {backlog:N0}");
        return new Findings(
            Columns, [row],
            [
                new Check("a backlog was seen", "> 0", $"{backlog}", backlog > 0),
                .. floor > 0 ? [new Check("events per second", $">= {floor:N0}", text, rate >= floor)]
                    : Array.Empty<Check>(),
            ],
            [
                new Chart("The outbox while it drains", ChartKind.Line, "seconds", "events not delivered")
                {
                    Labels = [.. samples.Select(one => one.Seconds.ToString("0.0", CultureInfo.InvariantCulture))],
                    Series = [new("pending", [.. samples.Select(one => (double?)one.Pending)])],
                },
            ])
        {
            Proofs = [new Proof("D3", "events that the relay delivers from a backlog", Proof.None, text)],
            Notes = ["The products keep their contents; their versions have grown, as the events say."],
        };
    }
}
