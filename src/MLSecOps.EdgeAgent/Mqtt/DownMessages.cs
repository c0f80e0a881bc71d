using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Desired;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Takes in what comes in the hub's name. The broker is untrusted: what a message says counts only as far as it is signed; a command, which is not, is harmless whoever sends it.</summary>
/// <param name="trust">Who may speak as the hub.</param>
/// <param name="chain">Gets acknowledgements.</param>
/// <param name="directives">Gets directives.</param>
/// <param name="keeper">Gets bulletins.</param>
/// <param name="nonce">Keeps the epoch nonce.</param>
/// <param name="orders">Gets what is to be answered.</param>
/// <param name="recheck">Rechecks what is installed.</param>
/// <param name="refusals">Tells of what was refused.</param>
/// <param name="commandPause">Least time between two commands of one verb.</param>
/// <param name="time">The clock of that.</param>
internal sealed class DownMessages(
    HubTrust trust,
    RecordChain chain,
    DirectiveIntake directives,
    TrustKeeper keeper,
    EpochNonce nonce,
    LineOrders orders,
    Action recheck,
    RefusalLog refusals,
    TimeSpan commandPause,
    TimeProvider time)
{
    private const int RememberedNonces = 32;

    private readonly Dictionary<string, long> _commands = new(StringComparer.Ordinal);
    private readonly LinkedList<(ReadOnlyMemory<byte> Nonce, ChainHead Head)> _sent = new();
    private readonly Lock _gate = new();
    private long _ignored;

    /// <summary>Messages that nothing was done with: on no topic of ours, or commands that came too fast.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <summary>Gets floors that are handed back; null where nothing installs.</summary>
    public FloorIntake? Floors { get; init; }

    /// <summary>What the hub makes of this device; null before the first appraisal.</summary>
    public HubOpinion? Opinion { get; private set; }

    /// <summary>Called when the hub says, signed, that it does not know the TPM whose quote came: the key is to be brought to it.</summary>
    public Action KeyUnknown { get; init; } = () => { };

    /// <summary>Takes one message in.</summary>
    /// <param name="topic">Where it was published; untrusted.</param>
    /// <param name="payload">Untrusted; not kept.</param>
    /// <param name="ueid">This device.</param>
    public void Receive(string topic, ReadOnlyMemory<byte> payload, Ueid ueid)
    {
        if (Topics.Parse(topic) is not { IsUp: false } name || name.Ueid != ueid.Hex)
        {
            Interlocked.Increment(ref _ignored);
            return;
        }

        switch (name.Kind)
        {
            case Topics.Challenge:
                Take(HubStatements.VerifyChallenge(payload, ueid, trust.Hub, trust.Now), Challenged, name.Kind);
                break;
            case Topics.Acknowledgement:
                Take(HubStatements.VerifyAcknowledgement(payload, trust.Hub, trust.Now), Acknowledged, name.Kind);
                break;
            case Topics.Appraisal:
                Take(HubStatements.VerifyAppraisal(payload, ueid, trust.Hub, trust.Now), Appraised, name.Kind);
                break;
            case Topics.Desired:
                // An empty retained message takes the one before it away: that is no directive, and changes nothing.
                if (!payload.IsEmpty && directives.Receive(payload, ueid) is { } refused)
                {
                    refusals.Write(JournalEvents.DirectiveRefused, refused.Reason, refused.Detail);
                }

                break;
            case Topics.Bulletin:
                if (!payload.IsEmpty && ReceiveBulletin(payload) is { } withheld)
                {
                    refusals.Write(JournalEvents.DocumentRefused, withheld.Reason, withheld.Detail);
                }

                break;
            case Topics.Floors:
                if (Floors?.Receive(payload, ueid) is { } unproven)
                {
                    refusals.Write(IdentityEvents.FloorsRefused, unproven.Reason, unproven.Detail);
                }

                break;
            case Topics.Command:
                Command(name.Detail!);
                break;
            default:
                Interlocked.Increment(ref _ignored);
                break;
        }
    }

    /// <summary>Evidence went out: an appraisal of it says that the hub holds the chain up to that head.</summary>
    public void Sent(ReadOnlyMemory<byte> answered, ChainHead head)
    {
        lock (_gate)
        {
            _sent.AddFirst((answered, head));
            if (_sent.Count > RememberedNonces)
            {
                _sent.RemoveLast();
            }
        }
    }

    private Refusal? ReceiveBulletin(ReadOnlyMemory<byte> payload) => SignedMessage.Decode(payload, DocumentReasons.BulletinMalformed)
        .Match(keeper.ReceiveBulletin, fault => new Refusal(fault.Reason, $"expected {fault.Expected} at byte {fault.Offset}"));

    private void Take<T>(HubStatement<T> statement, Action<T> act, string kind)
        where T : class
    {
        if (statement is { Verdict: TrustVerdict.Trusted, Value: { } value })
        {
            act(value);
            return;
        }

        refusals.Write(
            JournalEvents.HubMessageRefused,
            statement.Verdict.Refusal ?? EvidenceReasons.HubCertificate,
            statement.Verdict.Cause is { } failed ? $"down/{kind}: {failed.Id}, {failed.Difference}" : $"down/{kind}");
    }

    private void Challenged(Challenge challenge)
    {
        if (challenge.Kind == ChallengeKind.Epoch)
        {
            nonce.Keep(challenge);
        }

        orders.Ask(new OpenNonce(challenge.Nonce, challenge.Expires - challenge.Issued, challenge.Kind == ChallengeKind.Challenge));
    }

    private void Acknowledged(ChainHead head)
    {
        switch (chain.Acknowledge(head))
        {
            case AcknowledgementOutcome.Foreign:
                refusals.Write(JournalEvents.HubMessageRefused, HubReasons.ChainFork, $"down/ack: record {head.Sequence} of epoch {head.Epoch}, which this device never made");
                break;
            case AcknowledgementOutcome.Accepted or AcknowledgementOutcome.UnknownHead:
                orders.Progress();
                break;
        }
    }

    private void Appraised(Ear ear)
    {
        if (Opinion is null || ear.IssuedAt >= Opinion.AppraisedAt)
        {
            Opinion = HubOpinion.Of(ear);
        }

        if (ear.Submodules.SelectMany(part => part.Explanation).Any(row => row.Reason == TpmReasons.EvidenceUnexpected.Code))
        {
            KeyUnknown();
        }

        if (ear.Nonce is { } answered && FindSent(answered) is { } head)
        {
            chain.Committed(head);
        }
    }

    private ChainHead? FindSent(ReadOnlyMemory<byte> answered)
    {
        lock (_gate)
        {
            // The oldest: one nonce may be answered again and again, and the appraisal may be of the first answer.
            return _sent.LastOrDefault(each => each.Nonce.Span.SequenceEqual(answered.Span)).Head;
        }
    }

    private void Command(string verb)
    {
        if (_commands.TryGetValue(verb, out long last) && time.GetElapsedTime(last) < commandPause)
        {
            Interlocked.Increment(ref _ignored);
            return;
        }

        _commands[verb] = time.GetTimestamp();
        switch (verb)
        {
            case CommandVerbs.Rebirth:
                orders.Rebirth();
                break;
            case CommandVerbs.Attest:
                orders.Changed();
                break;
            case CommandVerbs.Check:
                recheck();
                break;
            case CommandVerbs.Resend:
                orders.Resend();
                break;
        }
    }
}
