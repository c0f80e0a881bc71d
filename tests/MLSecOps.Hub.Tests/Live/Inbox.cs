using MQTTnet;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>What a client got from the broker, in order; a test takes messages out or waits for them.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<MqttApplicationMessage> _messages = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(MqttApplicationMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Takes the first message that fits, now or as soon as it comes.</summary>
    public async Task<MqttApplicationMessage> TakeAsync(Func<MqttApplicationMessage, bool> fits, string what)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_messages.FirstOrDefault(fits) is { } found)
                {
                    _messages.Remove(found);
                    return found;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"{what} did not come; there is: {string.Join(", ", All("").Select(each => each.Topic))}");
            }
        }
    }

    /// <summary>Messages that were not taken, whose topic ends so.</summary>
    public IReadOnlyList<MqttApplicationMessage> All(string ending)
    {
        lock (_gate)
        {
            return [.. _messages.Where(message => message.Topic.EndsWith(ending, StringComparison.Ordinal))];
        }
    }
}
