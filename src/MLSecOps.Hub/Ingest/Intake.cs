using System.Threading.Channels;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Service;

namespace MLSecOps.Hub.Ingest;

/// <summary>Everything that changes what is known of devices, one after the other: batches of messages in one transaction each, and what is to be said about them only after its commit.</summary>
/// <remarks>When the database fails, the batch is dropped: nothing of it was acknowledged, so devices send it again.</remarks>
internal sealed class Intake(
    IHubStore store, IBroker broker, MessageHandler handler, Statements statements, RevocationLists lists, PageEvents events, HubLog log, TimeProvider time) : IBrokerSink, IAsyncDisposable
{
    private const int Waiting = 4096;
    private const int Batch = 256;

    private readonly Channel<Work> _work = Channel.CreateBounded<Work>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Task _ticking = Task.CompletedTask;
    private volatile string? _trouble;

    /// <summary>Why nothing is kept now; null when all is well.</summary>
    public string? Trouble => _trouble ?? (_running.IsFaulted ? "the intake has stopped" : null);

    /// <summary>When the newest message came; null before the first.</summary>
    public DateTimeOffset? LastMessage { get; private set; }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _running = Task.Run(RunAsync);
        _ticking = Task.Run(TickAsync);
    }

    public ValueTask ReceivedAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        LastMessage = now;
        return _work.Writer.WriteAsync(new Work.Message(message, now), cancellationToken);
    }

    /// <summary>Takes a message that was held back; completes when there is room for the next.</summary>
    public ValueTask TakeAsync(Work.Message message, CancellationToken cancellationToken)
    {
        LastMessage = message.At;
        return _work.Writer.WriteAsync(message, cancellationToken);
    }

    // Never left out for want of room: a device whose renewed key the hub does not take would be refused with both.
    public void KeyUsed(string ueid, Core.Digests.Sha256Digest key)
    {
        if (!_work.Writer.TryWrite(new Work.KeyUsed(ueid, key)))
        {
            _ = _work.Writer.WriteAsync(new Work.KeyUsed(ueid, key)).AsTask();
        }
    }

    // A flood of refusals must not push messages out: what finds no room is only written down.
    public void Refused(string? ueid, Reason reason, string detail)
    {
        log.Problem(reason, ueid is null ? detail : $"{ueid}: {detail}");
        if (ueid is not null)
        {
            _work.Writer.TryWrite(new Work.Violation(ueid, reason, detail));
        }
    }

    /// <summary>Publishes again what the broker keeps for devices.</summary>
    public void Welcome() => _work.Writer.TryWrite(new Work.Welcome());

    /// <summary>Sends a question to one device.</summary>
    public Task AskAsync(OpenChallenge challenge) => _work.Writer.WriteAsync(new Work.Ask(challenge)).AsTask();

    /// <summary>Sends directives.</summary>
    public Task SendAsync(IReadOnlyList<IssuedDirective> directives) => _work.Writer.WriteAsync(new Work.Send(directives)).AsTask();

    /// <summary>Publishes the bulletin in force to every device.</summary>
    public Task PublishBulletinAsync() => _work.Writer.WriteAsync(new Work.Bulletin()).AsTask();

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task TickAsync()
    {
        using PeriodicTimer timer = new(DetectionTime.Round, time);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            _work.Writer.TryWrite(new Work.Tick());
        }
    }

    private async Task RunAsync()
    {
        List<Work> batch = [];
        while (await _work.Reader.WaitToReadAsync(_stopping.Token))
        {
            batch.Clear();
            while (batch.Count < Batch && _work.Reader.TryRead(out Work? work))
            {
                batch.Add(work);
            }

            await TakeAsync(batch);
        }
    }

    // One message that nobody thought of must not stop what all devices have to say: it is left out, the others are taken one by one.
    private async Task TakeAsync(IReadOnlyList<Work> batch)
    {
        try
        {
            await ProcessAsync(batch);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            if (batch is [Work only])
            {
                log.Problem(HubReasons.MessageMalformed, $"a bug of the hub, left out: {only}: {bug}");
                return;
            }

            foreach (Work work in batch)
            {
                await TakeAsync([work]);
            }
        }
    }

    private async Task ProcessAsync(IReadOnlyList<Work> batch)
    {
        Outbox outbox = new(statements);
        bool changed = false;
        try
        {
            using IHubTransaction database = store.Begin();
            foreach (Work work in batch)
            {
                changed |= handler.Handle(database, work, outbox);
            }

            database.Commit();
            _trouble = null;
        }
        catch (StorageException broken)
        {
            if (_trouble is null)
            {
                log.Problem(HubReasons.StorageFailed, broken.Message);
            }

            _trouble = broken.Message;
            await Task.Delay(DetectionTime.Round, time, _stopping.Token);
            return;
        }

        if (outbox.HasRevocations)
        {
            lists.Write(store);
        }

        foreach (OutgoingMessage message in outbox.Messages())
        {
            await broker.PublishAsync(message, _stopping.Token);
        }

        if (changed)
        {
            events.Publish();
        }
    }
}
