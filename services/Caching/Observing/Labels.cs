using CacheFleet.Caching.Reading;
using Label = System.Collections.Generic.KeyValuePair<string, object?>;

namespace CacheFleet.Caching.Observing;

/// <summary>The labels of one family under one policy, made once: counting allocates nothing.</summary>
internal sealed class Labels
{
    private readonly Label[][] _loads;
    private readonly Label[][] _fills;
    private readonly Label[][] _reads;
    private readonly Label _family;
    private readonly Label _policy;

    public Labels(FamilyName family, PolicyName policy)
    {
        _family = new Label("family", family.ToString());
        _policy = new Label("policy", policy.ToString());
        Both = [_family, _policy];
        Failed = Read("origin", "error");
        _loads = Array.ConvertAll(Enum.GetValues<LoadReason>(), LoadsFor);
        _fills = Array.ConvertAll(Enum.GetValues<FillOutcome>(), FillsFor);
        _reads =
        [
            Read("shared", "hit"),
            Read("origin", "miss"),
            Read("origin", "collapsed"),
            Read("origin", "store_dark"),
            Read("shared", "stale"),
        ];
    }

    public Label[] Both { get; }

    public Label[] Failed { get; }

    public Label[] Of(LoadReason reason) => _loads[(int)reason];

    public Label[] Of(FillOutcome outcome) => _fills[(int)outcome];

    public Label[] Of(ReadOutcome outcome, bool joined) => outcome switch
    {
        ReadOutcome.Hit => _reads[0],
        ReadOutcome.Stale => _reads[4],
        ReadOutcome.Miss => joined ? _reads[2] : _reads[1],
        _ => _reads[3],
    };

    private Label[] LoadsFor(LoadReason reason) => [_family, _policy, new("reason", reason switch
    {
        LoadReason.Absent => "absent",
        LoadReason.Due => "due",
        LoadReason.Refresh => "refresh",
        LoadReason.Undecodable => "undecodable",
        LoadReason.OutOfPatience => "out_of_patience",
        _ => "store_dark",
    })];

    private Label[] FillsFor(FillOutcome outcome) => [_family, _policy, new("outcome", outcome switch
    {
        FillOutcome.Stored => "stored",
        FillOutcome.TooLarge => "too_large",
        FillOutcome.LeaseRefused => "lease_refused",
        FillOutcome.VersionRefused => "version_refused",
        _ => "failed",
    })];

    private Label[] Read(string tier, string outcome) =>
        [_family, _policy, new("tier", tier), new("outcome", outcome)];
}
