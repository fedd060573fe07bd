namespace CacheFleet.Caching.Locking;

/// <summary>Keeps a lease alive: a renewal after each third of its time to live.</summary>
/// <remarks>
/// A renewal that is not answered is tried again soon, for as long as the lease is safe; one that is refused
/// ends the lease at once. The loop never creates a lock anew: what the store has lost is lost.
/// </remarks>
internal static class RenewalLoop
{
    public static async Task RunAsync(
        LockLease lease,
        PatientLockStore store,
        LockOptions options,
        TimeProvider clock,
        CancellationToken ended)
    {
        var rest = options.RenewEvery;
        while (await RestAsync(rest, clock, ended)
            && clock.GetElapsedTime(lease.AcquiredAt) < options.LongestHold)
        {
            // Taken before the request leaves: the store counts from its arrival, which is later.
            var sentAt = clock.GetTimestamp();
            switch (await store.RenewAsync(lease.Key, lease.Holder, options.TimeToLive, ended))
            {
                case RenewalAnswer.Renewed:
                    lease.Prove(sentAt);
                    rest = options.RenewEvery;
                    break;
                case RenewalAnswer.Refused:
                    lease.Lose();
                    return;
                default:
                    lease.Doubt();
                    rest = options.RetryRenewalIn;
                    break;
            }
        }
    }

    private static async ValueTask<bool> RestAsync(
        TimeSpan rest, TimeProvider clock, CancellationToken ended)
    {
        await Task.Delay(rest, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ended.IsCancellationRequested;
    }
}
