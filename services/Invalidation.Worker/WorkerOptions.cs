using System.ComponentModel.DataAnnotations;
using CacheFleet.Invalidation.Worker.Recovering;

namespace CacheFleet.Invalidation.Worker;

/// <summary>Configuration section <c>CacheFleet:Invalidation</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "CacheFleet:Invalidation";

    /// <summary>The topic of the events; it must exist.</summary>
    [Required]
    public string Topic { get; set; } = "cachefleet.invalidations";

    /// <summary>The compacted topic of what could not be applied; it must exist.</summary>
    [Required]
    public string DeadLetterTopic { get; set; } = "cachefleet.dead-letters";

    /// <summary>
    /// How often a key may fail while Redis answers for other keys, before it is a dead letter.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>So many events may wait for another try; then the topic is read no further.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>The group that shares the topic's partitions among the workers.</summary>
    [Required]
    public string Group { get; set; } = "cachefleet.invalidation-worker";

    /// <summary>The schema of the outbox tables.</summary>
    [Required]
    public string OutboxSchema { get; set; } = "catalog";

    /// <summary>How many events one publication holds.</summary>
    [Range(1, 50_000)]
    public int RelayBatchSize { get; set; } = 5_000;

    /// <summary>How long delivered rows of the outbox are kept, for whoever wants to look.</summary>
    [Range(0, 30 * 24 * 3600)]
    public int OutboxRetentionSeconds { get; set; } = 600;

    /// <summary>For how long a retried request is known by its idempotency key.</summary>
    [Range(60, 30 * 24 * 3600)]
    public int IdempotencyRetentionSeconds { get; set; } = 24 * 3600;

    /// <summary>After so long behind an open transaction the relay says whose it is.</summary>
    [Range(100, 3_600_000)]
    public int StallMilliseconds { get; set; } = 2_000;

    /// <summary>How many events one round of invalidations holds.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// So many commands of the worker are in Redis' queue at most; a command takes about 10 µs there.
    /// </summary>
    [Range(1, 100_000)]
    public int CommandsInFlight { get; set; } = 256;

    /// <summary>How often the outbox is looked into although nobody has notified.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>The same while an open transaction hides events.</summary>
    [Range(1, 60_000)]
    public int HeldBackPollMilliseconds { get; set; } = 20;

    /// <summary>
    /// How often the relay tells the topic's readers that nothing is missing; the readers' bound must be longer by far.
    /// </summary>
    [Range(50, 60_000)]
    public int MarkMilliseconds { get; set; } = 500;

    /// <summary>
    /// What is done when Redis was promoted, restored or restarted empty, and where no other way is named.
    /// </summary>
    [EnumDataType(typeof(Recovery))]
    public Recovery Recovery { get; set; } = Recovery.Compacted;

    /// <summary>
    /// More events than this in the outbox, and the recovery begins by itself; 0: only when somebody asks for it.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long RecoverAbove { get; set; }

    /// <summary>
    /// For so long after a recovery has begun, and after a flush, replicas cap their loads at the origin.
    /// </summary>
    [Range(0, 3_600)]
    public int CapSeconds { get; set; } = 15;

    /// <summary>
    /// So many seconds after a change the observer looks whether it has arrived; by default 1, 10 and 60.
    /// </summary>
    public int[]? ObserveAfterSeconds { get; set; }

    /// <summary>How often a waiting relay tries to become the active one.</summary>
    [Range(10, 60_000)]
    public int StandbyMilliseconds { get; set; } = 250;

    /// <summary>
    /// After so much silence Postgres ends the active relay's session; longer than a publication
    /// and a rest may take.
    /// </summary>
    [Range(1_000, 600_000)]
    public int SilenceMilliseconds { get; set; } = 15_000;
}
