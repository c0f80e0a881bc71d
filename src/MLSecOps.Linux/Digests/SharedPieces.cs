using System.Runtime.ExceptionServices;

namespace MLSecOps.Linux.Digests;

/// <summary>Pieces of one job that the caller and helpers from the thread pool take one at a time.</summary>
/// <remarks>
/// Waking a thread takes as long as hashing a hundred KiB, and a verification is one short job after the other. So whoever waits
/// spins a little first: the caller for pieces that helpers are at, and a helper, its job done, for the next job on the same bench.
/// </remarks>
internal sealed class SharedPieces(PieceBench bench, int count, Action<int> work) : IThreadPoolWorkItem
{
    // An object, not a Lock: it is waited on.
    private readonly object _lock = new();
    private int _next;
    private int _busy;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Works until every piece is done; rethrows the first failure.</summary>
    internal void Run(int helpers)
    {
        for (int i = bench.Offer(this); i < helpers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Work();
        bench.Withdraw(this);
        // Only helpers that took a piece are waited for; one that starts late finds nothing left.
        for (long patience = PieceBench.Patience(); Volatile.Read(ref _busy) > 0 && PieceBench.Lasts(patience);)
        {
            Thread.SpinWait(20);
        }

        lock (_lock)
        {
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
        for (SharedPieces? job = this; job is not null; job = bench.AwaitNext(job))
        {
            job.Work();
        }
    }

    private void Work()
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
