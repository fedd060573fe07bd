using System.Threading.Tasks.Sources;
using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Observing;

internal sealed partial class ObservedReader<TKey, T>
{
    /// <summary>A read that takes a cheap look first: its own task and its own waiter at the store.</summary>
    /// <remarks>It goes back to the shelf when its answer has been taken, and no earlier.</remarks>
    private sealed class GlancingRead(ObservedReader<TKey, T> reader, Coalescing<TKey, T> flights)
        : PendingGlance, IValueTaskSource<Answer<T>>
    {
        private ManualResetValueTaskSourceCore<Answer<T>> _answer;
        private Glance<TKey, T> _glance;
        private SightKind _seen;
        private CancellationToken _cancellation;
        private ExecutionContext? _context;

        public ValueTask<Answer<T>> ReadAsync(in Glance<TKey, T> glance, CancellationToken cancellation)
        {
            (_glance, _cancellation) = (glance, cancellation);
            // Where the glance does not do, the load is the caller's: its trace, its locals.
            _context = ExecutionContext.Capture();
            var task = new ValueTask<Answer<T>>(this, _answer.Version);
            try
            {
                flights.Look(glance, this);
            }
            catch (Exception e)
            {
                Failed(e);
            }

            return task;
        }

        public Answer<T> GetResult(short token)
        {
            try
            {
                return _answer.GetResult(token);
            }
            finally
            {
                _answer.Reset();
                (_glance, _cancellation, _context) = (default, default, null);
                if (!IsGivenUp)
                    reader._glancing.Put(this);
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _answer.OnCompleted(continuation, state, token, flags);

        protected override void Seen(in Sight sight)
        {
            bool isOver;
            Answer<T> hit;
            try
            {
                isOver = flights.TryLand(_glance, sight, out hit);
                if (isOver)
                    reader.Counted(hit);
            }
            catch (Exception e)
            {
                Failed(e);
                return;
            }

            if (isOver)
                _answer.SetResult(hit);
            else
                FlyOn(sight.Kind);
        }

        protected override void Failed(Exception cause)
        {
            flights.Crash(_glance, cause);
            reader.Count(cause, _cancellation);
            _answer.SetException(cause);
        }

        private void FlyOn(SightKind seen)
        {
            _seen = seen;
            if (_context is { } context)
                ExecutionContext.Run(context, static read => _ = ((GlancingRead)read!).FlyOnAsync(), this);
            else
                _ = FlyOnAsync();
        }

        private async Task FlyOnAsync()
        {
            Answer<T> answer;
            try
            {
                answer = reader.Counted(await flights.FlyOnAsync(_glance, _seen, _cancellation));
            }
            catch (Exception e)
            {
                reader.Count(e, _cancellation);
                _answer.SetException(e);
                return;
            }

            _answer.SetResult(answer);
        }
    }
}
