using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Events are done in any order, but a partition's position is one number: it may move up to the first event that is
/// not done, and no further.
/// </summary>
internal sealed class OffsetLedger
{
    private readonly Dictionary<TopicPartition, Book> _books = [];

    public void Take(TopicPartitionOffset at)
    {
        // One that comes again: the partition was somebody else's meanwhile, and begins anew here.
        if (!_books.TryGetValue(at.TopicPartition, out var book) || at.Offset.Value < book.Next)
            _books[at.TopicPartition] = book = new Book();
        book.Open.Add(at.Offset.Value);
        book.Next = at.Offset.Value + 1;
    }

    public void Done(TopicPartitionOffset at)
    {
        if (_books.TryGetValue(at.TopicPartition, out var book))
            book.Open.Remove(at.Offset.Value);
    }

    /// <summary>The positions that have moved since this was asked last.</summary>
    public IReadOnlyList<TopicPartitionOffset> TakeSettled()
    {
        var moved = new List<TopicPartitionOffset>();
        foreach (var (partition, book) in _books)
        {
            var settled = book.Open.Count == 0 ? book.Next : book.Open.Min;
            if (settled <= book.Settled)
                continue;
            book.Settled = settled;
            moved.Add(new TopicPartitionOffset(partition, settled));
        }

        return moved;
    }

    private sealed class Book
    {
        public SortedSet<long> Open { get; } = [];

        public long Next { get; set; }

        public long Settled { get; set; }
    }
}
