using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>For which nonces a release's model is run. A question to this device always is; the fleet's nonces only now and then, since each run starts a worker. Not safe to call from several threads.</summary>
/// <param name="interval">Time between two runs for nonces of the fleet.</param>
/// <param name="time">The clock; its wall time is not looked at.</param>
internal sealed class ChallengeSchedule(Func<TimeSpan> interval, TimeProvider time)
{
    // What could not be answered is tried again sooner, but not with every nonce.
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(15);

    private readonly Dictionary<ReleaseId, (long At, bool Answered)> _last = [];

    /// <summary>True when it is due.</summary>
    /// <param name="release">A current release.</param>
    /// <param name="isOwn">True for a question to this device alone.</param>
    public bool IsDue(ReleaseId release, bool isOwn) =>
        isOwn || !_last.TryGetValue(release, out (long At, bool Answered) last) || time.GetElapsedTime(last.At) >= (last.Answered || interval() < Retry ? interval() : Retry);

    /// <summary>It was run, or tried. What is not current any more is forgotten.</summary>
    public void Ran(ReleaseId release, bool answered, IReadOnlyCollection<ReleaseId> current)
    {
        _last[release] = (time.GetTimestamp(), answered);
        foreach (ReleaseId gone in _last.Keys.Except(current).ToArray())
        {
            _last.Remove(gone);
        }
    }
}
