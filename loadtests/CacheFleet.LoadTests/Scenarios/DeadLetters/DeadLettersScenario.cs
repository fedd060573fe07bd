using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using static System.FormattableString;

namespace CacheFleet.LoadTests.Scenarios.DeadLetters;

/// <summary>D2: events that cannot be applied, from the first failure to an empty list.</summary>
public sealed class DeadLettersScenario : IScenario
{
    private const int FirstProduct = 70_001;
    private const int Stages = 5;

    internal static readonly Knob Poison =
        new("--poison", "events of each kind that cannot be applied", 10, 1, 200);
    internal static readonly Knob Healthy =
        new("--healthy", "products that change beside them", 300, 1, 5_000);
    internal static readonly Knob Rounds =
        new("--echoes", "rounds in which the log tells of these changes again", 5, 1, 100);

    private static readonly Column[] Columns =
    [
        new("events", "events", "put into the log", "#,0"),
        new("letters", "dead letters", "of these, by the worker's list", "#,0"),
        new("settled", "settled", "what an operator does with them"),
        new("notApplied", "not applied", "changes that no replica has heard of, in the end", "#,0"),
        new("seconds", "s", "until all of them had come to their end", "0.0"),
    ];

    public string Name => "dead-letters";

    public IReadOnlyList<string> Proves => ["D2"];

    public string Title => "Poison in the log: isolated, seen, redriven or given up";

    public string What =>
        "An import changes products past the API; the keys of a few of them refuse every delete, "
        + "and events of a family that nobody has lie among the others. The healthy ones are applied "
        + "meanwhile; each poisonous one becomes a dead letter, which the worker's commands list, "
        + "redrive once the cause is mended, or discard. What the log tells twice has its effect once.";

    public IReadOnlyList<Knob> OwnKnobs => [Poison, Healthy, Rounds];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (poison, healthy) = (context.Knobs.Whole(Poison), context.Knobs.Whole(Healthy));
        var desk = new LetterDesk(await WorkerCommand.FindAsync(context.Fleet.Target, ct));
        var trial = new PoisonTrial(context.Fleet, desk, FirstProduct, healthy, poison,
            context.Knobs.Whole(Rounds));
        var outcome = await trial.RunAsync(
            (stage, done) => context.Live.Show(
                new LiveFrame($"{Name}, {stage}", done, Stages, "stages", [])), ct);
        return Report(outcome, poison, healthy) with
        {
            Sessions = [SessionReport.Of("lease, changed past the API", trial.History)],
        };
    }

    private static Findings Report(PoisonOutcome seen, int poison, int healthy) => new(
        Columns,
        [
            RowOf("healthy", healthy, 0, "–", healthy - seen.Fresh, seen.Flowed),
            RowOf("the key refuses", poison, seen.Refused, "mended, redriven", seen.Late, seen.RefusedAfter),
            RowOf("a family of nobody", poison, seen.Unknown, "discarded", null, seen.UnknownAfter),
        ],
        [
            new Check("healthy products answered as they are", $"{healthy}", $"{seen.Fresh}",
                seen.Fresh == healthy),
            new Check("and that while keys that refuse were still tried (s, s)", "sooner",
                Invariant($"{seen.Flowed.TotalSeconds:0.0}, {seen.RefusedAfter?.TotalSeconds:0.0}"),
                seen.Flowed < seen.RefusedAfter),
            new Check("dead letters of keys that refuse", $"{poison}", $"{seen.Refused}",
                seen.Refused == poison),
            new Check("dead letters of an unknown family", $"{poison}", $"{seen.Unknown}",
                seen.Unknown == poison),
            new Check("changes nobody had heard of when their letter was there", $"{poison}",
                $"{seen.Unheard}", seen.Unheard == poison),
            new Check("the same after their letter was redriven", "0", $"{seen.Late}", seen.Late == 0),
            new Check("dead letters left", "0", $"{seen.Left}", seen.Left == 0),
            new Check("events told again, and heard", $"{seen.Echoed.Told}", $"{seen.Echoed.Heard}",
                seen.Echoed.Heard >= seen.Echoed.Told && seen.Echoed.Told > 0),
            new Check("effects of these changes, told once and told again", $"{healthy}",
                $"{seen.Echoed.Effects}", seen.Echoed.Effects == healthy),
            new Check("of the changes after them", $"{healthy}", $"{seen.Echoed.Later}",
                seen.Echoed.Later == healthy),
        ],
        [Drawing(seen)])
    {
        Notes = ["The products keep their contents; their versions have grown, as the events say."],
        Proofs =
        [
            new Proof("D2", "poison events unapplied; dead letters left",
                Invariant($"nobody's doing: {seen.Unheard} of {poison}; {seen.Refused + seen.Unknown}"),
                Invariant($"redriven or discarded: {seen.Late} of {poison}; {seen.Left} ")
                + Invariant($"({seen.Fresh} of {healthy} healthy ones applied beside them)")),
            new Proof("D2", "duplicates and older versions in the log", Proof.None,
                Invariant($"{seen.Echoed.Told} told again: {seen.Echoed.Effects} effects of {healthy} changes")),
        ],
    };

    private static Row RowOf(
        string kind, int events, int letters, string settled, int? notApplied, TimeSpan? took) =>
        new("D2", kind, events)
        {
            Values =
            {
                ["events"] = events,
                ["letters"] = letters,
                ["settled"] = settled,
                ["notApplied"] = notApplied,
                ["seconds"] = took?.TotalSeconds,
            },
        };

    private static Chart Drawing(PoisonOutcome seen) =>
        new("Dead letters: when all were there, and after they were settled", ChartKind.Bar,
            "reason", "letters")
        {
            Labels = [PoisonTrial.Refused, PoisonTrial.Unknown, "left in the end"],
            Series = [new("letters", [seen.Refused, seen.Unknown, seen.Left])],
        };
}
