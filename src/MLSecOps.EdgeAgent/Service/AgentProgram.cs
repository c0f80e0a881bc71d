using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Systemd;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>The daemon's command line. People talk to the agent through <c>mlsec</c>; here is only what systemd and an administrator at the console need.</summary>
internal static class AgentProgram
{
    private const string Help =
        """
        mlsec-agent guards the models of this device.

        usage: mlsec-agent [--config FILE] [--check-config]

          mlsec-agent                                   as systemd starts it: reads /etc/mlsec/agent.toml and its layers
          mlsec-agent --config FILE --check-config      reads one file, says what is wrong with it, and ends

        flags:
          --config FILE     reads this file instead of the layers
          --check-config    reads the configuration and ends: 0 when it is right, 2 when not
          --version         prints the version and ends
          --help            prints this and ends

        exit codes: 0 ended as asked, 1 operational failure, 2 usage or configuration
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        string? file = null;
        bool checkOnly = false;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--config" when i + 1 < args.Length && file is null:
                    file = args[++i];
                    break;
                case "--check-config":
                    checkOnly = true;
                    break;
                case "--version":
                    Console.Out.WriteLine($"mlsec-agent {AgentVersion.Text}");
                    return ExitCodes.Ok;
                case "--help" or "-h":
                    Console.Out.WriteLine(Help);
                    return ExitCodes.Ok;
                default:
                    string what = args[i] == "--config" ? "--config takes one file, once" : $"unknown argument {Printable.Of(args[i])}";
                    Console.Error.WriteLine($"mlsec-agent: error: {what}  [{CommandReasons.Usage}]");
                    Console.Error.WriteLine("mlsec-agent: next:  see mlsec-agent --help");
                    return ExitCodes.Usage;
            }
        }

        ConfigurationSources sources = new(File: file);
        if (AgentSettings.Load(sources, out IReadOnlyList<ConfigurationProblem> problems) is not { } settings)
        {
            foreach (ConfigurationProblem problem in problems)
            {
                Console.Error.WriteLine($"mlsec-agent: error: {Printable.Of(problem.ToString())}");
            }

            Console.Error.WriteLine("mlsec-agent: next: mend these lines; mlsec config check says more about each");
            return ExitCodes.Usage;
        }

        return checkOnly ? ExitCodes.Ok : await RunAsync(sources, settings);
    }

    private static async Task<int> RunAsync(ConfigurationSources sources, AgentSettings settings)
    {
        using Journal journal = Journal.Open("mlsec-agent", Console.Error);
        AgentLog log = new(journal, TimeProvider.System);
        try
        {
            Prepare(settings);
            return ExclusiveLockFile.TryAcquire(new StoreLayout(settings.Agent.StateDirectory).Lock) switch
            {
                LockAttempt.Acquired held => await RunAsync(sources, settings, log, held.Lock),
                LockAttempt.HeldByOther other => RefuseSecond(log, other.ProcessId),
                _ => throw new InvalidOperationException("a lock attempt of an unknown kind; this is a bug"),
            };
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
            return ExitCodes.Operational;
        }
    }

    private static async Task<int> RunAsync(ConfigurationSources sources, AgentSettings settings, AgentLog log, ExclusiveLockFile held)
    {
        using (held)
        {
            using ServiceNotifier notifier = ServiceNotifier.Create(
                Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
                Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
                Environment.GetEnvironmentVariable("WATCHDOG_PID"),
                Environment.ProcessId,
                TimeProvider.System);
            // Before the start: a stop that comes meanwhile is an orderly one too.
            using StopRequest stop = new();
            AgentService agent = new(new AgentParts(sources, settings, log, notifier, TimeProvider.System));
            agent.Start();
            await stop.Asked;
            await agent.StopAsync();
            return ExitCodes.Ok;
        }
    }

    private static void Prepare(AgentSettings settings)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(settings.Agent.StateDirectory, Private);
        Directory.CreateDirectory(settings.Agent.DropDirectory, Private);
        Directory.CreateDirectory(settings.Agent.RuntimeDirectory);
    }

    private static int RefuseSecond(AgentLog log, int? process)
    {
        log.Write(JournalEvents.SecondAgentRefused, null, StoreReasons.StateLocked, process is null ? null : $"process {process}");
        return ExitCodes.Operational;
    }
}
