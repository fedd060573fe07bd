using OpenTelemetry.Trace;

namespace CacheFleet.ServiceDefaults;

/// <summary>
/// Records at most so many new traces a second (a token bucket that holds one second's worth), so that a load test
/// costs the fleet no more telemetry than a quiet day. Health probes are never recorded.
/// </summary>
public sealed class RateLimitedSampler(int tracesPerSecond, TimeProvider clock) : Sampler
{
    private readonly Lock _gate = new();
    private double _tokens = tracesPerSecond;
    private long _refilledAt = clock.GetTimestamp();

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (IsProbe(samplingParameters.Tags)) return new(SamplingDecision.Drop);
        return new(TryTake() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    private static bool IsProbe(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags is not null && tags.Any(tag => tag.Key == "url.path"
            && tag.Value is ServiceDefaults.HealthPath or ServiceDefaults.AlivePath);

    private bool TryTake()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var earned = clock.GetElapsedTime(_refilledAt, now).TotalSeconds * tracesPerSecond;
            _tokens = Math.Min(tracesPerSecond, _tokens + earned);
            _refilledAt = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
