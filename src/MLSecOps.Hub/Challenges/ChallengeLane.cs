using System.Threading.Channels;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Service;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Challenges;

/// <summary>Holds evidence back while its answers are compared, one after the other and beside the intake, so that the one appraisal of it says what they came to. Evidence of one device stays in its order; of other devices nothing waits.</summary>
/// <param name="run">Compares.</param>
/// <param name="database">Which nonces are open; asked before anything is run.</param>
/// <param name="intake">Gets all of it in the end, and everything else at once.</param>
/// <param name="log">For the administrator.</param>
/// <param name="time">The hub's clock.</param>
internal sealed class ChallengeLane(
    Func<EvidenceClaims, ModelClaims, CancellationToken, Task<ChallengeFinding?>> run, IHubReads database, Intake intake, HubLog log, TimeProvider time) : IBrokerSink, IAsyncDisposable
{
    /// <summary>Devices whose evidence may wait at one time.</summary>
    private const int MostDevices = 64;

    /// <summary>Messages of one device that may.</summary>
    private const int MostOfDevice = 16;

    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _compared = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    public ValueTask ReceivedAsync(IncomingMessage message, CancellationToken cancellationToken) =>
        TryHold(message, time.GetUtcNow()) ? ValueTask.CompletedTask : intake.ReceivedAsync(message, cancellationToken);

    public void KeyUsed(string ueid, Core.Digests.Sha256Digest key) => intake.KeyUsed(ueid, key);

    public void Refused(string? ueid, Reason reason, string detail) => intake.Refused(ueid, reason, detail);

    public async ValueTask DisposeAsync()
    {
        _held.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    // Takes a message that has to wait; false for one that the intake takes at once.
    private bool TryHold(IncomingMessage message, DateTimeOffset at)
    {
        if (Topics.Parse(message.Topic) is not { IsUp: true, Kind: Topics.Evidence } topic)
        {
            return false;
        }

        EvidenceClaims? claims = EvidenceParts.Claims(message.Payload).Match<EvidenceClaims?>(read => read, _ => null);
        bool answers = claims is not null && claims.Models.Any(model => model.Answers is not null);
        lock (_gate)
        {
            int waiting = _waiting.GetValueOrDefault(topic.Ueid);
            if ((!answers && waiting == 0) || waiting >= MostOfDevice || (waiting == 0 && _waiting.Count >= MostDevices))
            {
                // What finds no room is taken without a comparison, and so is inconclusive.
                return false;
            }

            _waiting[topic.Ueid] = waiting + 1;
            return _held.Writer.TryWrite(new Held(topic.Ueid, new Work.Message(message, at), answers ? claims : null));
        }
    }

    private async Task RunAsync()
    {
        await foreach (Held held in _held.Reader.ReadAllAsync(_stopping.Token))
        {
            IReadOnlyDictionary<string, ChallengeFinding> compared = await CompareAsync(held);
            await intake.TakeAsync(held.Message with { Compared = compared }, _stopping.Token);
            lock (_gate)
            {
                int left = _waiting[held.Ueid] - 1;
                if (left == 0)
                {
                    _waiting.Remove(held.Ueid);
                }
                else
                {
                    _waiting[held.Ueid] = left;
                }
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, ChallengeFinding>> CompareAsync(Held held)
    {
        Dictionary<string, ChallengeFinding> compared = new(StringComparer.Ordinal);
        try
        {
            if (held.Claims is not { } claims || !IsOpen(held.Ueid, claims, held.Message.At))
            {
                return compared;
            }

            foreach (ModelClaims model in claims.Models.Where(model => model.Answers is not null))
            {
                if (await run(claims, model, _stopping.Token) is { } finding)
                {
                    compared[model.Model] = Printable(finding);
                }
            }
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // The message goes on without a comparison, which is inconclusive: one that nobody thought of must not stop all others.
            log.Problem(ChallengeReasons.ReferenceUnavailable, $"{held.Ueid}: {bug}");
        }

        return compared;
    }

    // A run costs more than a message: only for a nonce of ours that is open, of a device of ours, once.
    private bool IsOpen(string ueid, EvidenceClaims claims, DateTimeOffset at)
    {
        string nonce = Convert.ToHexStringLower(claims.Nonce.Span);
        OpenChallenge? challenge = database.FindChallenge(nonce);
        bool open = claims.Ueid.Hex == ueid && database.FindDevice(ueid) is not null
            && challenge is not null && (challenge.Ueid is null || challenge.Ueid == ueid) && challenge.Expires >= at
            && _compared.GetValueOrDefault(ueid) != nonce;
        if (open)
        {
            _compared[ueid] = nonce;
        }

        return open;
    }

    // A name of an output may be any text; an appraisal is visible ASCII.
    private static ChallengeFinding Printable(ChallengeFinding finding) => finding with { Expected = Printable(finding.Expected), Found = Printable(finding.Found) };

    private static string? Printable(string? text) => string.IsNullOrWhiteSpace(text) ? null : new string([.. text.Trim().Select(each => each is >= ' ' and < '\x7f' ? each : '?')]);

    private sealed record Held(string Ueid, Work.Message Message, EvidenceClaims? Claims);
}
