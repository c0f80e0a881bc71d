using System.Diagnostics;

namespace MLSecOps.Linux.Digests;

/// <summary>Where helpers that have just finished look for the next job of the same hasher, for a moment, before they go back to the pool.</summary>
internal sealed class PieceBench
{
    // About what waking a thread takes.
    private static readonly long Moment = Stopwatch.Frequency / 5000;

    private SharedPieces? _offered;
    private int _waiting;

    /// <summary>When a wait of one moment that begins now is over.</summary>
    internal static long Patience() => Stopwatch.GetTimestamp() + Moment;

    /// <summary>True until then.</summary>
    internal static bool Lasts(long patience) => Stopwatch.GetTimestamp() < patience;

    /// <summary>Shows the job to helpers that wait, and says how many there are. One may leave at that instant: that costs speed, not progress.</summary>
    internal int Offer(SharedPieces job)
    {
        Volatile.Write(ref _offered, job);
        return Volatile.Read(ref _waiting);
    }

    /// <summary>Takes the job back, so that it can be collected.</summary>
    internal void Withdraw(SharedPieces job) => Interlocked.CompareExchange(ref _offered, null, job);

    /// <summary>Waits a moment for another job than the one that was done; null when none came.</summary>
    internal SharedPieces? AwaitNext(SharedPieces done)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            for (long patience = Patience(); Lasts(patience);)
            {
                if (Volatile.Read(ref _offered) is { } next && next != done)
                {
                    return next;
                }

                Thread.SpinWait(20);
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
