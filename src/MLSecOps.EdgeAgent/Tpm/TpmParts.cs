using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>What the agent does with its TPM; made only where one is configured. A TPM that fails costs its part of evidence and is told; nothing else waits for it longer than <see cref="Patience"/>.</summary>
internal sealed class TpmParts : IDisposable
{
    /// <summary>How long a start or a switch of models waits for the TPM before it goes on without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TpmAddress _address;
    private readonly AgentLog _log;
    private readonly MeasuredLog _measured;
    private readonly FloorCounter _counter;
    private readonly StateStore _store;
    private readonly TpmStatement _statement;
    private readonly EnrolledKey _enrolled;
    private readonly TimeProvider _time;
    private readonly int _pcr;
    private readonly Lock _gate = new();
    private volatile Reason? _failure;
    private volatile Reason? _told;
    private volatile Reason? _enrolment = EvidenceReasons.SoftwareKeys;
    private bool _introduced;

    /// <param name="agent">What the administrator decided at the start.</param>
    /// <param name="address">Where the TPM is.</param>
    /// <param name="store">The state whose floors it counts.</param>
    /// <param name="layout">Where things are.</param>
    /// <param name="log">Tells people.</param>
    /// <param name="time">The clock of patience.</param>
    public TpmParts(AgentConfiguration agent, TpmAddress address, StateStore store, StoreLayout layout, AgentLog log, TimeProvider time)
    {
        _address = address;
        _log = log;
        _store = store;
        _time = time;
        _pcr = agent.TpmPcr;
        Lane = new TpmLane(Open);
        _measured = new MeasuredLog(agent.RuntimeDirectory, BootCounter.Read(layout).Seed, _pcr);
        _counter = new FloorCounter(store);
        _statement = new TpmStatement(_measured, [.. agent.TpmBootPcrs.Append(_pcr).Order()], _pcr);
        _enrolled = new EnrolledKey(layout.AttestationKey);
        QuotesBoot = agent.TpmBootPcrs.Count > 0 && !address.IsSimulator;
    }

    /// <summary>Work with the TPM.</summary>
    public TpmLane Lane { get; }

    /// <summary>Remembers what the hub agreed to.</summary>
    public EnrolledKey Enrolled => _enrolled;

    /// <summary>True when evidence quotes how a real machine started.</summary>
    public bool QuotesBoot { get; }

    /// <summary>Why the next evidence is not backed by the TPM as it should be; null when it is.</summary>
    public Reason? Gap => _failure ?? _enrolment ?? _measured.Trouble;

    /// <summary>Why floors do not count: rolled back, or the TPM that could say so was not asked yet; null when they count.</summary>
    public Reason? FloorTrouble => _counter.IsSettled ? _counter.Trouble : _store.Counter > 0 ? TpmDeviceReasons.CounterLost : null;

    /// <summary>True when the TPM was asked, and says that the floors of this state do not count.</summary>
    public bool AreFloorsLost => _counter is { IsSettled: true, Trouble: not null };

    /// <summary>The floors of this state were proven by the hub: the counter is set to them.</summary>
    public Task ProveFloorsAsync() => TryAsync(session =>
    {
        _counter.Prove(session);
        return true;
    });

    /// <summary>Asks the TPM what it says about the state, and measures what waits.</summary>
    public Task LookAsync() => TryAsync(session =>
    {
        _counter.Settle(session);
        _measured.Measure(session);
        return true;
    });

    /// <summary>Measures that this agent runs, under this configuration, with this engine. Returns when that is done, or the TPM failed, or patience ends.</summary>
    public Task MeasureAgentAsync(Sha256Digest configuration, string engine) => MeasureAsync(TpmEvent.AgentStart(ExecutableDigest.OfAgent ?? new Sha256Digest(new byte[Sha256Digest.Size]), configuration, Printable(engine)));

    /// <summary>Measures that a release is about to become current, before it does.</summary>
    public Task MeasureModelAsync(string model, Sha256Digest manifest) => MeasureAsync(TpmEvent.ModelCurrent(model, manifest));

    /// <summary>A floor was stored: the counter follows, before anybody acts on the floor.</summary>
    public Task FloorStoredAsync() => TryAsync(session =>
    {
        _counter.Settle(session);
        return true;
    });

    /// <summary>Makes evidence; null when the TPM failed, or the hub does not know its key yet.</summary>
    /// <param name="maker">Makes the claims, and knows the connection's key.</param>
    /// <param name="nonce">What it answers.</param>
    /// <param name="head">The chain's head.</param>
    /// <param name="responses">What the worker answered to the challenge of this nonce; null when it was not asked.</param>
    public async Task<Parsed<ReadOnlyMemory<byte>>?> MakeEvidenceAsync(EvidenceMaker maker, ReadOnlyMemory<byte> nonce, ChainHead head, ChallengeResponses? responses = null)
    {
        Parsed<ReadOnlyMemory<byte>>? made = null;
        await TryAsync(session =>
        {
            if (!_enrolled.Is(session.AttestationKey.Key.Name, maker.TlsKey))
            {
                _enrolment = EvidenceReasons.SoftwareKeys;
                return false;
            }

            _enrolment = null;
            _failure = null;
            _measured.Measure(session);
            made = _statement.Make(session, nonce, maker.Certificates, () => maker.Write(nonce, head, responses));
            return true;
        });
        return made;
    }

    /// <summary>The hub agreed to the attestation key, or refused it, or does not know it.</summary>
    public bool NeedsEnrolment => _failure is null && _enrolment is not null;

    /// <summary>The TPM failed at something: told once for each cause, until it works again.</summary>
    public void Tell(Reason reason, string detail)
    {
        lock (_gate)
        {
            if (_told == reason)
            {
                return;
            }

            _told = reason;
        }

        _log.Write(IdentityEvents.TpmFailed, null, reason, detail);
    }

    public void Dispose() => Lane.Dispose();

    private Task MeasureAsync(TpmEvent due)
    {
        _measured.Add(due);
        return TryAsync(session =>
        {
            _measured.Measure(session);
            return true;
        });
    }

    // The work goes on when patience ends; its caller does not wait for it any longer.
    private async Task TryAsync(Func<TpmSession, bool> work)
    {
        try
        {
            await Lane.RunAsync(session =>
            {
                Introduce(session);
                return work(session);
            }).WaitAsync(Patience, _time);
            _failure = null;
            if (_measured.Trouble is { } trouble)
            {
                Tell(trouble, $"PCR {_pcr} after {_measured.Log.Events.Count} event(s)");
            }
            else if (_told is not null)
            {
                _told = null;
                _log.Write(IdentityEvents.TpmReady, null, null, $"{_address}: works again");
            }
        }
        catch (TpmDeviceException failed)
        {
            _failure = failed.Reason;
            Tell(failed.Reason, failed.Message);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            _failure = StoreReasons.StoreFailed;
            Tell(StoreReasons.StoreFailed, outside.Message);
        }
        catch (TimeoutException)
        {
            _failure = TpmDeviceReasons.NoAnswer;
            Tell(TpmDeviceReasons.NoAnswer, $"{_address}: it is still at work after {Patience.TotalSeconds:0} s");
        }
    }

    private TpmSession Open() => TpmSession.Open(_address);

    private void Introduce(TpmSession session)
    {
        if (_introduced)
        {
            return;
        }

        if (!session.Run(GetCapability.PcrBanks()).Any(bank => bank.Algorithm == TpmAlgorithms.Sha256 && (bank.Mask & (1u << _pcr)) != 0))
        {
            throw new TpmDeviceException(TpmDeviceReasons.NoBank, $"{_address}: no SHA-256 bank with PCR {_pcr}");
        }

        TpmProperties properties = TpmProperties.Of(session.Run(TpmProperties.Command()));
        _introduced = true;
        _log.Write(IdentityEvents.TpmReady, null, null, $"{_address}: {properties.Manufacturer}, firmware {properties.Firmware:x16}");
    }

    private static string Printable(string engine)
    {
        string cut = engine.Length <= Formats.Eat.EvidenceLimits.EngineLength ? engine : engine[..Formats.Eat.EvidenceLimits.EngineLength];
        return cut.Length == 0 ? "none" : string.Concat(cut.Select(c => c is >= ' ' and < '\x7f' ? c : '?'));
    }
}
