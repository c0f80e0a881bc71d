using System.Runtime.InteropServices;
using MLSecOps.Configuration.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Bulletins;
using MLSecOps.Hub.Challenges;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Hub.Enrolment;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Packages;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Page.Views;
using MLSecOps.Hub.Rollouts;
using MLSecOps.Hub.Storage;
using MLSecOps.Linux.Systemd;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Service;

/// <summary>The hub at work: database, broker, intake, HTTPS and page. The composition root.</summary>
internal sealed class HubService : IAsyncDisposable
{
    // As the will's own delay.
    private static readonly TimeSpan WillGrace = TimeSpan.FromSeconds(30);

    private readonly HubConfiguration _configuration;
    private readonly HubLog _log;
    private readonly TimeProvider _time;
    private readonly SqliteHubStore _store;
    private readonly Statements _statements;
    private readonly EvidenceDesk _desk;
    private readonly RevocationLists _lists;
    private readonly IBroker _broker;
    private readonly PendingDeaths _deaths = new(WillGrace);
    private readonly Intake _intake;
    private readonly ChallengeLane _challenges;
    private readonly PageEvents _events;
    private readonly PackageInspection _inspection;
    private readonly WebServer _https;
    private readonly WebServer _page;
    private bool _brokerUp;
    private DateTimeOffset _brokerSince;

    public HubService(HubConfiguration configuration, HubIdentity identity, HubLog log, TimeProvider time)
    {
        _configuration = configuration;
        _log = log;
        _time = time;
        _brokerSince = time.GetUtcNow();
        _store = SqliteHubStore.Open(Path.Combine(configuration.StateDirectory, "hub.db"), time);
        _statements = new Statements(identity);
        CallerJudge judge = new(identity, _store, time);
        _lists = new RevocationLists(
            identity, configuration.RevocationFile ?? Path.Combine(configuration.StateDirectory, "revoked.pem"), Path.Combine(configuration.IdentityDirectory, "issuers.crl"), log, time);
        _broker = MakeBroker(configuration, identity, judge, time);
        HubPicture picture = new(_store, configuration.Window, configuration.Epoch);
        PageEvents events = _events = new();
        Challenger challenger = new(_statements, configuration.Epoch, time);
        Director? director = identity.Director is { } certificate
            ? new Director(certificate, identity.Fleet!, package => $"{PublicUrl()}{Contracts.Hub.HubRoutes.PackageOf(package.Manifest.Hex)}", time)
            : null;
        TpmPolicy quotes = new(configuration.AgentPcr) { BootStates = configuration.BootStates, Makers = identity.EndorsementAnchors };
        Makers.Review(_store, quotes, time.GetUtcNow());
        PackageFiles files = new(configuration.StateDirectory);
        DeclaredChallenges declared = new(files);
        MessageHandler handler = new(
            new EvidenceIntake(_desk = new EvidenceDesk(identity, _statements, quotes, new ChallengeStanding(declared), time), _lists),
            new Rounds(challenger, director, _deaths, _lists, configuration.Window, time),
            _deaths,
            _lists,
            log,
            time);
        _intake = new Intake(_store, _broker, handler, _statements, _lists, events, log, time);
        CertificateDesk desk = new(identity, configuration.CertificateLifetime);
        EstParts est = new(new TokenEnrolment(desk, time), new IdevidEnrolment(desk, identity.IdevidAnchors, time), new Renewal(desk, time), judge, _intake);
        _inspection = new PackageInspection(configuration);
        Inferer inferer = new(_inspection.Launcher);
        _challenges = new ChallengeLane(new ReferenceRun(files, declared, (request, token) => inferer.RunAsync(request, null, token)).JudgeAsync, _store, _intake, log, time);
        if (configuration.InsecureUninspected)
        {
            log.Note("packages.insecure_uninspected is set: packages are kept also when their model could not be inspected");
        }

        _https = HttpsServer.Make(configuration.Https, identity, judge, log, routes =>
        {
            new EstEndpoints(_store, identity, est, _ => _intake.Welcome()).Map(routes);
            new DeviceLifeEndpoints(_store, identity, _lists, time, CutOffAsync).Map(routes);
            new PackageEndpoints(_store, picture, files, _inspection, identity, time, events.Publish).Map(routes);
            new TokenEndpoints(_store, identity, time).Map(routes);
            new AttestationKeyEndpoints(_store, quotes, time, events.Publish).Map(routes);
            new DeviceEndpoints(_store, picture, challenger, quotes, time, _intake.AskAsync).Map(routes);
            new FindingEndpoints(picture).Map(routes);
            new BulletinEndpoints(_store, picture, new BulletinDesk(identity.Publishers.Publisher, director, time), time, _intake).Map(routes);
            new RolloutEndpoints(_store, picture, director, time, _intake.SendAsync).Map(routes);
        });
        _page = PageServer.Make(configuration.Page, _store, new PageOptions(identity.Fleet ?? "no fleet", configuration.Window, time.GetUtcNow(), BrokerHealth) { Nonce = configuration.Epoch }, events, time);
    }

    /// <summary>Port of HTTPS, once it is open.</summary>
    public int HttpsPort => _https.Port;

    /// <summary>Port of the embedded broker, once it is open.</summary>
    public int MqttPort => _broker.Port;

    /// <summary>Port of the page, once it is open.</summary>
    public int PagePort => _page.Port;

    /// <summary>Runs until the system asks it to stop.</summary>
    /// <exception cref="AddressTakenException">A port is taken.</exception>
    public async Task RunAsync()
    {
        using ServiceNotifier notifier = ServiceNotifier.Create(
            Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"),
            Environment.ProcessId,
            _time);
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = Register(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupt = Register(PosixSignal.SIGINT, stop);
        await StartAsync(CancellationToken.None);
        _log.Note($"page on http://{_configuration.Page.Address}:{PagePort}/, HTTPS on port {HttpsPort}, MQTT {MqttText()}");
        notifier.Ready("listening");
        await stop.Task;
        notifier.Stopping();
    }

    /// <summary>Opens the ports and begins.</summary>
    /// <exception cref="AddressTakenException">A port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EndConnections();
        WriteRevocations();
        _intake.Start();
        _challenges.Start();
        await _https.StartAsync(cancellationToken);
        try
        {
            await _broker.StartAsync(_challenges, cancellationToken);
        }
        catch (IOException taken)
        {
            throw new AddressTakenException("MQTT", _configuration.Mqtt.ToString(), taken);
        }

        await _page.StartAsync(cancellationToken);
        (_brokerUp, _brokerSince) = (_broker.Trouble is null, _time.GetUtcNow());
        _intake.Welcome();
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _https.DisposeAsync();
        await _broker.DisposeAsync();
        await _challenges.DisposeAsync();
        await _intake.DisposeAsync();
        _inspection.Dispose();
        _desk.Dispose();
        _statements.Dispose();
        _store.Dispose();
    }

    private async Task CutOffAsync(string ueid, Reason reason)
    {
        await _broker.DisconnectAsync(ueid, reason, CancellationToken.None);
        _events.Publish();
    }

    // Written before anybody relies on it: a broker that finds no list where it looks does not start.
    private void WriteRevocations()
    {
        using (IHubTransaction database = _store.Begin())
        {
            if (_lists.Renew(database))
            {
                database.Commit();
            }
        }

        _lists.Write(_store);
    }

    // Connections to the embedded broker ended with the process before, and their wills with it. Who comes back in time was never gone.
    private void EndConnections()
    {
        if (_configuration.Broker != BrokerKind.Embedded)
        {
            return;
        }

        foreach (DeviceState state in _store.States().Where(state => state.Connected))
        {
            _deaths.Add(state.Ueid, state.BdSeq, _time.GetUtcNow());
        }
    }

    private IBroker MakeBroker(HubConfiguration configuration, HubIdentity identity, CallerJudge judge, TimeProvider time) => configuration.Broker switch
    {
        BrokerKind.External => new ExternalBroker(configuration.BrokerHost, configuration.BrokerPort, identity, time) { Connected = () => _intake.Welcome() },
        _ => new EmbeddedBroker(configuration.Mqtt, identity, judge, time),
    };

    private BrokerHealth BrokerHealth()
    {
        string? trouble = _broker.Trouble ?? _intake.Trouble;
        bool up = trouble is null;
        if (up != _brokerUp)
        {
            (_brokerUp, _brokerSince) = (up, _time.GetUtcNow());
        }

        return new BrokerHealth(_configuration.Broker == BrokerKind.External ? "external" : "embedded", up, _brokerSince, trouble);
    }

    private string PublicUrl() => _configuration.Url ?? $"https://localhost:{_https.Port}";

    private string MqttText() => _configuration.Broker == BrokerKind.External
        ? $"by the broker {_configuration.BrokerHost}:{_configuration.BrokerPort}"
        : $"on port {_broker.Port}";

    private static PosixSignalRegistration Register(PosixSignal signal, TaskCompletionSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.TrySetResult();
    });
}
