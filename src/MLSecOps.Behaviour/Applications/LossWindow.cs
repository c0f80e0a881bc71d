namespace MLSecOps.Behaviour.Applications;

/// <summary>Counts records that came and that were lost, over the last one to two spans of time. O(1) memory.</summary>
internal sealed class LossWindow(TimeSpan span, DateTimeOffset start)
{
    private DateTimeOffset _start = start;
    private (long Came, long Lost) _before;
    private (long Came, long Lost) _now;

    /// <summary>Counts.</summary>
    public void Add(long came, long lost, DateTimeOffset now)
    {
        Turn(now);
        _now = (_now.Came + came, _now.Lost + lost);
    }

    /// <summary>What was counted.</summary>
    public (long Came, long Lost) Of(DateTimeOffset now)
    {
        Turn(now);
        return (_before.Came + _now.Came, _before.Lost + _now.Lost);
    }

    private void Turn(DateTimeOffset now)
    {
        if (now - _start < span)
        {
            return;
        }

        _before = now - _start < 2 * span ? _now : default;
        _now = default;
        _start = now;
    }
}
