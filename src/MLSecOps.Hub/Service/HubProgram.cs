using System.Reflection;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Hub;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Linux.Files;

namespace MLSecOps.Hub.Service;

/// <summary>The hub's command line.</summary>
internal static class HubProgram
{
    private const string Standard = "/etc/mlsec/hub.toml";

    private const string Help =
        """
        mlsec-hub appraises what devices run, and steers rollouts.

        usage: mlsec-hub [--config FILE] [--check-config]

          mlsec-hub                                   as systemd starts it: reads /etc/mlsec/hub.toml
          mlsec-hub --config FILE --check-config      reads one file, says what is wrong with it, and ends

        flags:
          --config FILE     reads this file
          --check-config    reads configuration, keys and anchors and ends: 0 when they are right, 2 when not
          --version         prints the version and ends
          --help            prints this and ends

        exit codes: 0 ended as asked, 1 operational failure, 2 usage or configuration
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        string? file = null;
        bool checkOnly = false;
        HubLog log = new(Console.Error);
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--config" when i + 1 < arguments.Length && file is null:
                    file = Path.GetFullPath(arguments[++i]);
                    break;
                case "--check-config":
                    checkOnly = true;
                    break;
                case "--version":
                    Console.Out.WriteLine($"mlsec-hub {Version}");
                    return ExitCodes.Ok;
                case "--help" or "-h":
                    Console.Out.WriteLine(Help);
                    return ExitCodes.Ok;
                default:
                    log.Refusal(
                        arguments[i] == "--config" ? "--config takes one file, once" : $"unknown argument {arguments[i]}", CommandReasons.Usage.Code, null, "see mlsec-hub --help");
                    return ExitCodes.Usage;
            }
        }

        return await RunAsync(file ?? (File.Exists(Standard) ? Standard : null), checkOnly, log);
    }

    /// <summary>The version of this build.</summary>
    public static string Version => typeof(HubProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    private static async Task<int> RunAsync(string? file, bool checkOnly, HubLog log)
    {
        if (!HubConfigurationLoader.Load(file).TryGet(out HubConfiguration? configuration, out IReadOnlyList<ConfigurationProblem> problems)
            || HubIdentityLoader.Load(configuration, TimeProvider.System, out problems) is not { } identity)
        {
            foreach (ConfigurationProblem problem in problems)
            {
                Console.Error.WriteLine($"mlsec-hub: error: {new string([.. problem.ToString().Select(each => char.IsControl(each) ? '?' : each)])}");
            }

            Console.Error.WriteLine("mlsec-hub: next: mend these; mlsec trust init makes keys and anchors that fit together");
            return ExitCodes.Usage;
        }

        using (identity)
        {
            return checkOnly ? ExitCodes.Ok : await RunAsync(configuration, identity, log);
        }
    }

    private static async Task<int> RunAsync(HubConfiguration configuration, HubIdentity identity, HubLog log)
    {
        try
        {
            Directory.CreateDirectory(configuration.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (ExclusiveLockFile.TryAcquire(Path.Combine(configuration.StateDirectory, "lock")) is not LockAttempt.Acquired held)
            {
                log.Refusal($"another hub uses {configuration.StateDirectory}", StoreReasons.StateLocked.Code, null, "stop it, or give this one another hub.state_dir");
                return ExitCodes.Operational;
            }

            using (held.Lock)
            {
                await using HubService service = new(configuration, identity, log, TimeProvider.System);
                await service.RunAsync();
                return ExitCodes.Ok;
            }
        }
        catch (AddressTakenException taken)
        {
            log.Refusal($"{taken.What} cannot listen on {taken.Address}", HubReasons.AddressInUse.Code, taken.InnerException?.Message, HubReasons.AddressInUse.Next);
        }
        catch (StorageException broken)
        {
            log.Refusal("the database cannot be used", HubReasons.StorageFailed.Code, broken.Message, HubReasons.StorageFailed.Next);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Refusal("the hub cannot start", HubReasons.StorageFailed.Code, outside.Message, HubReasons.StorageFailed.Next);
        }

        return ExitCodes.Operational;
    }
}
