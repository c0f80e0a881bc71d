using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Desired;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.EdgeAgent.Store;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>The half of the agent that answers to a hub; made only where one is configured.</summary>
internal sealed class HubParts : IDisposable
{
    private readonly AgentParts _parts;
    private readonly SlotTable _slots;
    private readonly Func<EvidenceState> _state;
    private readonly TpmParts? _tpm;
    private readonly KeyEnroller? _keys;
    private readonly Func<bool> _mayInstall;
    private readonly RecordChain _chain;
    private readonly LineOrders _orders;
    private readonly BootCounter _boot;
    private readonly ChallengeResponder _challenge;
    private readonly Lock _gate = new();
    private EnrolledIdentity? _madeFor;
    private EvidenceMaker? _maker;
    private Sha256Digest? _stated;
    private Dictionary<string, (Formats.Directives.Directive Directive, Sha256Digest Document)> _waiting = new(StringComparer.Ordinal);

    private HubParts(AgentParts parts, SlotTable slots, Func<EvidenceState> state, Func<bool> mayInstall, FloorHandback floors, RecordChain chain, TpmParts? tpm)
    {
        _tpm = tpm;
        _parts = parts;
        _slots = slots;
        _state = state;
        _mayInstall = mayInstall;
        _chain = chain;
        _boot = BootCounter.Read(parts.Layout);
        _orders = new LineOrders(parts.Time);
        _challenge = new ChallengeResponder(
            state,
            (slot, nonce, ueid, token) => parts.Challenge.AnswerAsync(new ReleaseFolder(parts.Layout.Release(slot.Model, slot.Current!.Id), slot.Current.Id), nonce, ueid, token),
            new ChallengeSchedule(() => parts.Settings.Agent.ChallengeInterval, parts.Time),
            () => parts.Settings.Agent.WorkerDeadline,
            parts.Time);
        LineTiming timing = new();
        HubTrust trust = new(() => parts.Settings, () => parts.Keeper.Now);
        _keys = tpm is null ? null : new KeyEnroller(
            tpm, new AttestationEnrolment(trust, tpm.Lane), () => parts.Settings.Agent.Hub?.Url, _orders.Changed, parts.Settings.Agent.TpmPcr, parts.Log, timing, parts.Time);
        RefusalLog refusals = new(parts.Log, timing.FindingPause, parts.Time);
        EpochNonce nonce = new(parts.Time);
        DirectiveIntake directives = new(trust, parts.Keeper, Desire, parts.Log);
        IdentityStore identities = new(parts.Layout.Identity, trust);
        EstClient client = new(trust);
        Enroller enroller = new(identities, new TokenFile(() => parts.Settings.Agent.TokenFile), client, parts.Log, timing, parts.Time)
        {
            Idevid = new IdevidFiles(() => parts.Settings.Agent is { IdevidCertificate: { } certificate, IdevidKey: { } key } ? (certificate, key) : null),
            Issued = EnrolledAgain,
        };
        Line = new HubLine(new LineParts(
            () => parts.Settings,
            trust,
            enroller,
            new CertificateRenewal(identities, client, () => trust.Now, parts.Log, timing, parts.Time),
            identities,
            client,
            new ConnectionNumber(parts.Layout.Connection, parts.Log),
            chain,
            _orders,
            nonce,
            new DownMessages(trust, chain, directives, parts.Keeper, nonce, _orders, slots.RecheckAll, refusals, timing.CommandPause, parts.Time)
            {
                KeyUnknown = () => _keys?.Unknown(),
                Floors = new FloorIntake(trust, () => chain.Head?.Epoch, floors.AreLost, floors.Adopt),
            },
            Birth,
            Evidence,
            refusals,
            parts.Log,
            timing,
            parts.Time));
        Fetcher = new PackageFetcher(
            parts.Layout.Fetch, trust, () => Line.Identity, slots.FindOrMake, () => parts.Settings, parts.Log, timing, parts.Time);
    }

    /// <summary>The connection.</summary>
    public HubLine Line { get; }

    /// <summary>Brings packages.</summary>
    public PackageFetcher Fetcher { get; }

    /// <param name="parts">The agent's parts.</param>
    /// <param name="slots">Its slots.</param>
    /// <param name="state">What evidence states.</param>
    /// <param name="mayInstall">False while nothing is installed, because the floors are lost (G2).</param>
    /// <param name="floors">What to do with floors that the hub hands back.</param>
    /// <param name="tpm">The TPM; null for none.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static HubParts Make(AgentParts parts, SlotTable slots, Func<EvidenceState> state, Func<bool> mayInstall, FloorHandback floors, TpmParts? tpm)
    {
        RecordChain chain = RecordChain.Open(parts.Layout, parts.Settings.Agent.TelemetryQuotaBytes, parts.Time);
        HubParts hub = new(parts, slots, state, mayInstall, floors, chain, tpm);
        if (floors.AreLost())
        {
            hub.FloorsLost();
        }

        hub.Fetcher.Prepare();
        parts.Log.Records = new RecordSink(chain, parts.Log);
        chain.Appended += hub.Recorded;
        return hub;
    }

    /// <summary>The floors were found to be lost: what the hub hands back has to name an epoch that begins now. What was handed back at an earlier loss is for the epoch of then, and counts no more.</summary>
    public void FloorsLost()
    {
        if (_chain.BegunBecause is null)
        {
            _chain.BeginAnew(EpochCauses.FloorsLost);
        }
    }

    /// <summary>Begins to enrol, or to connect.</summary>
    public void Start() => Line.Start();

    /// <summary>Looks whether something that is wanted can be brought now.</summary>
    public void Look()
    {
        if (!_mayInstall())
        {
            return;
        }

        Dictionary<string, (Formats.Directives.Directive Directive, Sha256Digest Document)> waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = new(StringComparer.Ordinal);
        }

        foreach ((Formats.Directives.Directive directive, Sha256Digest document) in waiting.Values)
        {
            Fetcher.Desire(directive, document);
        }

        Fetcher.Look();
    }

    /// <summary>Something about the models may be another than before: new evidence is due when it is.</summary>
    public void StateChanged()
    {
        if (Line.Identity is not { } identity)
        {
            return;
        }

        Sha256Digest now = MakerFor(identity).StateKey();
        lock (_gate)
        {
            if (now == _stated)
            {
                return;
            }

            _stated = now;
        }

        _orders.Changed();
    }

    public void Dispose()
    {
        _challenge.Dispose();
        _keys?.Dispose();
        Fetcher.Dispose();
    }

    private void Desire(Formats.Directives.Directive directive, Sha256Digest document)
    {
        // What cannot be brought now is wanted all the same, once the floors are proven again: the newest of each scope.
        lock (_gate)
        {
            _waiting[directive.Scope.ToString()] = (directive, document);
        }

        Look();
    }

    // What the key before said ends there: before the new identity is kept, so that no power cut lets the old epoch go on under it.
    private void EnrolledAgain()
    {
        if (_chain.IsKnownToHub)
        {
            _chain.BeginAnew(EpochCauses.Reenrolled);
        }
    }

    // What a person should look at is proven at once (design §10).
    private void Recorded(SpooledRecord record)
    {
        if (record.Link.Severity is "critical" or "error" or "warning")
        {
            _orders.Changed();
        }
    }

    private BirthRecord Birth(long number) => new(
        BirthRecord.SchemaName,
        StatusView.Rfc3339(_parts.Time.GetUtcNow()),
        number,
        AgentVersion.Text,
        _parts.Settings.Update.Enforce ? "enforce" : "observe",
        _parts.Settings.Agent.Hardware,
        [.. _slots.Shown.Select(slot => Birth(slot.State))]);

    private static BirthModel Birth(SlotState slot) =>
        new(slot.Model, StatusView.WordOf(slot.Phase), slot.Current?.Id.Release, slot.Current?.Version, slot.Current?.Id.Manifest.ToString());

    // The challenge first: evidence then states what is so when it is signed.
    private async ValueTask<MadeEvidence?> Evidence(OpenNonce nonce, EnrolledIdentity identity)
    {
        ChallengeResponses responses = await _challenge.AnswerAsync(nonce.Nonce, nonce.IsOwn, identity.Ueid);
        MadeEvidence? made = await EvidenceAsync(nonce.Nonce, identity, responses);
        return made is null && responses.HaveAnswers ? await EvidenceAsync(nonce.Nonce, identity, responses.WithoutAnswers()) : made;
    }

    private async Task<MadeEvidence?> EvidenceAsync(ReadOnlyMemory<byte> nonce, EnrolledIdentity identity, ChallengeResponses responses)
    {
        EvidenceMaker maker = MakerFor(identity);
        if (_tpm is not null && _chain.Head is not null)
        {
            MadeEvidence? backed = await BackedAsync(_tpm, maker, nonce, responses);
            if (backed is null && _tpm.NeedsEnrolment && await _keys!.EnrolAsync(identity))
            {
                backed = await BackedAsync(_tpm, maker, nonce, responses);
            }

            if (backed is not null)
            {
                return backed;
            }
        }

        return _chain.Head is { } head ? Made(maker.Make(nonce, head, responses), head, EvidenceProfile.MediaType) : null;
    }

    private async Task<MadeEvidence?> BackedAsync(TpmParts tpm, EvidenceMaker maker, ReadOnlyMemory<byte> nonce, ChallengeResponses responses)
    {
        ChainHead head = _chain.Head!;
        return await tpm.MakeEvidenceAsync(maker, nonce, head, responses) is { } made ? Made(made, head, CmwMessage.MediaType) : null;
    }

    private MadeEvidence? Made(Parsed<ReadOnlyMemory<byte>> made, ChainHead head, string mediaType)
    {
        if (made.TryGet(out ReadOnlyMemory<byte> message, out FormatFault? fault))
        {
            return new MadeEvidence(message, head, mediaType);
        }

        _parts.Log.Write(JournalEvents.OperationFailed, null, fault.Reason, $"evidence cannot be made: expected {fault.Expected}, found {fault.Found ?? "-"}");
        return null;
    }

    private EvidenceMaker MakerFor(EnrolledIdentity identity)
    {
        lock (_gate)
        {
            if (_maker is null || !ReferenceEquals(_madeFor, identity))
            {
                _maker = new EvidenceMaker(new EvidenceIdentity(identity.Ueid, identity.Key, identity.Certificates), _boot, _state, _parts.Time);
                _madeFor = identity;
            }

            return _maker;
        }
    }
}
