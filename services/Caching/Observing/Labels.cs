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
        _loads = Array.ConvertAll(Enum.GetValues<LoadReason>(), LoadsFor);
        _fills = Array.ConvertAll(Enum.GetValues<FillOutcome>(), FillsFor);
        _reads = Array.ConvertAll(Enum.GetValues<ReadEnd>(), ReadsFor);
    }

    public Label[] Both { get; }

    public Label[] Of(LoadReason reason) => _loads[(int)reason];

    public Label[] Of(FillOutcome outcome) => _fills[(int)outcome];

    public Label[] Of(ReadEnd end) => _reads[(int)end];

    private Label[] LoadsFor(LoadReason reason) => [_family, _policy, new("reason", reason switch
    {
        LoadReason.Absent => "absent",
        LoadReason.Due => "due",
        LoadReason.Refresh => "refresh",
        LoadReason.Undecodable => "undecodable",
        LoadReason.OutOfPatience => "out_of_patience",
        LoadReason.BelowFloor => "below_floor",
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

    private Label[] ReadsFor(ReadEnd end) => end switch
    {
        ReadEnd.NearHit => Read("near", "hit"),
        ReadEnd.SharedHit => Read("shared", "hit"),
        ReadEnd.SharedStale => Read("shared", "stale"),
        ReadEnd.Miss => Read("origin", "miss"),
        ReadEnd.Collapsed => Read("origin", "collapsed"),
        ReadEnd.StoreDark => Read("origin", "store_dark"),
        _ => Read("origin", "error"),
    };

    private Label[] Read(string tier, string outcome) =>
        [_family, _policy, new("tier", tier), new("outcome", outcome)];
}
