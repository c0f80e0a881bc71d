using MLSecOps.EdgeAgent.Mqtt;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>When what is current is rehearsed again though a pass stands: by the clock. What a start asks for is the update machine's, what a person asks for the socket's.</summary>
/// <param name="interval">The configured time between two, now.</param>
/// <param name="due">Told that it is time.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Gives a number from 0 to below 1.</param>
internal sealed class RehearsalSchedule(Func<TimeSpan> interval, Action due, TimeProvider time, Func<double> random)
{
    private readonly WakeUp _changed = new(time);

    /// <summary>Told after a reload: another interval counts from the newest rehearsal on, not after the one before.</summary>
    public void ConfigurationChanged() => _changed.Call();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        long began = time.GetTimestamp();
        double share = random();
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan left = Pause(interval(), share) - time.GetElapsedTime(began);
            if (left > TimeSpan.Zero && await _changed.WaitAsync(left, stopping))
            {
                continue;
            }

            stopping.ThrowIfCancellationRequested();
            due();
            began = time.GetTimestamp();
            share = random();
        }
    }

    /// <summary>The interval, give or take a tenth: devices that were started together do not compute together for ever.</summary>
    /// <param name="interval">As configured.</param>
    /// <param name="share">0 to below 1.</param>
    public static TimeSpan Pause(TimeSpan interval, double share) => interval * (0.9 + (0.2 * share));
}
