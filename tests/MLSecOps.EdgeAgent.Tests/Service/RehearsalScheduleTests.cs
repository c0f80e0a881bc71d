using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Tests.Service;

public sealed class RehearsalScheduleTests
{
    [Fact]
    public void The_pause_is_the_interval_give_or_take_a_tenth()
    {
        TimeSpan day = TimeSpan.FromHours(24);
        Assert.Equal(day * 0.9, RehearsalSchedule.Pause(day, 0));
        Assert.Equal(day, RehearsalSchedule.Pause(day, 0.5));
        Assert.True(RehearsalSchedule.Pause(day, 0.999_999) < day * 1.1);
    }

    [Fact]
    public async Task A_shorter_interval_counts_at_once_after_a_reload()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        TimeSpan interval = TimeSpan.FromDays(30);
        TaskCompletionSource rang = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RehearsalSchedule schedule = new(() => interval, () => rang.TrySetResult(), TimeProvider.System, () => 0);
        Task running = schedule.RunAsync(stop.Token);
        schedule.ConfigurationChanged();
        Assert.False(rang.Task.IsCompleted);

        interval = TimeSpan.FromMilliseconds(1);
        schedule.ConfigurationChanged();
        await rang.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
