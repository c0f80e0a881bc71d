using System.Diagnostics;

namespace MLSecOps.Cli.Tests;

/// <summary>Runs the built <c>mlsec</c> as people do: as a process, in a folder.</summary>
internal sealed class Mlsec(string folder)
{
    /// <summary>The program that was built beside these tests, or the published one that <c>MLSEC_UNDER_TEST</c> names.</summary>
    public static string Program { get; } = System.Environment.GetEnvironmentVariable("MLSEC_UNDER_TEST") ?? Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "MLSecOps.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "mlsec"));

    /// <summary>Variables for the next runs; the rest of the environment is empty but for what .NET and tools need.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["LANG"] = "C.UTF-8" };

    public Task<MlsecRun> Run(params string[] arguments) => Start(Program, arguments);

    public Task<MlsecRun> Shell(string command) => Start("/bin/bash", ["-euo", "pipefail", "-c", command]);

    /// <summary>Starts a program without waiting; the caller ends it.</summary>
    public Process Begin(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] kept = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR"];
        foreach (string name in start.Environment.Keys.Except(kept).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        return process;
    }

    private async Task<MlsecRun> Start(string program, string[] arguments)
    {
        using Process process = Begin(program, arguments);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new MlsecRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
