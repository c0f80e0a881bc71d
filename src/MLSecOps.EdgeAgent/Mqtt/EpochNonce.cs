using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>The hub's newest epoch nonce, for evidence on change. Kept in memory only: after a start the broker gives it again.</summary>
/// <remarks>How long it counts is measured from its arrival, without a clock that could be wrong; the hub has the last word.</remarks>
internal sealed class EpochNonce(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Challenge? _newest;
    private long _arrived;

    /// <summary>Takes a nonce over, unless a newer one is known.</summary>
    public void Keep(Challenge challenge)
    {
        lock (_gate)
        {
            if (_newest is null || challenge.Issued >= _newest.Issued)
            {
                _newest = challenge;
                _arrived = time.GetTimestamp();
            }
        }
    }

    /// <summary>The nonce; null when there is none that can still count.</summary>
    public ReadOnlyMemory<byte>? Newest
    {
        get
        {
            lock (_gate)
            {
                // Not a plain null: that would become an empty nonce.
                return _newest is { } kept && time.GetElapsedTime(_arrived) < kept.Expires - kept.Issued ? kept.Nonce : default(ReadOnlyMemory<byte>?);
            }
        }
    }
}
