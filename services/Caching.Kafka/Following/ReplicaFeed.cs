using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Following;

/// <summary>Applies every event of the topic to this process's memory, for as long as the process lives.</summary>
/// <remarks>
/// 1. Seats itself at the end of every partition; until that has worked, and until the relay has spoken in each,
///    memory is bypassed.
/// 2. Applies events in their order; a mark moves the watermark (see <see cref="FeedTrust"/>).
/// 3. Whenever events may have gone unread (a position that is gone, a partition that was added, events that the relay
///    has left out), it seats itself anew and what memory held before is void.
/// </remarks>
public sealed class ReplicaFeed(
    TopicFollower follower, FeedTrust trust, IInvalidationSink sink, TimeProvider clock, Action<string> trouble)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(500);

    private int _partitions;
    private long? _epoch;

    /// <summary>Runs on a thread of its own: the client waits by blocking.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.Factory.StartNew(
        () => Run(stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_partitions == 0)
                    Seat();
                Follow();
            }
            catch (KafkaException e)
            {
                trouble(e.Error.Reason);
                if (e is ConsumeException failure && TopicFollower.MeansLoss(failure))
                    _partitions = 0;
                stopping.WaitHandle.WaitOne(RetryEvery);
            }

            trust.Look();
        }

        follower.Close();
    }

    private void Seat()
    {
        var before = clock.GetTimestamp();
        var partitions = follower.Seat();
        trust.Seat(partitions, before);
        _partitions = partitions;
    }

    private void Follow()
    {
        if (follower.Next(Patience) is not { } received)
            return;
        switch (received.Content)
        {
            case Decoding.Known known:
                sink.Apply(known.Change);
                break;
            case Decoding.Mark { Of: var mark } when mark.Partitions > _partitions:
                // Partitions that nobody here listens to.
                _partitions = 0;
                break;
            case Decoding.Mark { Of: var mark } when mark.Epoch > (_epoch ??= mark.Epoch):
                // The relay has left out events.
                _epoch = mark.Epoch;
                _partitions = 0;
                break;
            case Decoding.Mark { Of: var mark }:
                trust.Take(received.At.Partition.Value, mark.PublishedTo);
                break;
        }
    }
}
