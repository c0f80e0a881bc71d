using System.Runtime.ExceptionServices;

namespace MLSecOps.Linux.Digests;

/// <summary>Pieces of one job that the caller and helpers from the thread pool take one at a time.</summary>
internal sealed class SharedPieces(int count, Action<int> work) : IThreadPoolWorkItem
{
    // An object, not a Lock: it is waited on.
    private readonly object _lock = new();
    private int _next;
    private int _busy;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Works until every piece is done; rethrows the first failure.</summary>
    internal void Run(int helpers)
    {
        for (int i = 0; i < helpers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Execute();
        lock (_lock)
        {
            // Only helpers that took a piece are waited for; one that starts late finds nothing left.
            while (_busy > 0)
            {
                Monitor.Wait(_lock);
            }
        }

        _failure?.Throw();
    }

    /// <inheritdoc/>
    public void Execute()
    {
        while (true)
        {
            int piece;
            lock (_lock)
            {
                if (_next >= count)
                {
                    return;
                }

                piece = _next++;
                _busy++;
            }

            try
            {
                work(piece);
            }
            catch (Exception failure)
            {
                lock (_lock)
                {
                    _failure ??= ExceptionDispatchInfo.Capture(failure);
                    _next = count;
                }
            }
            finally
            {
                lock (_lock)
                {
                    if (--_busy == 0)
                    {
                        Monitor.PulseAll(_lock);
                    }
                }
            }
        }
    }
}
