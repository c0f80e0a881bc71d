using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MLSecOps.Benchmarks;

/// <summary>The published programs of this machine, and how to run one to its end.</summary>
internal static class Programs
{
    public static string Folder(string rid) => Path.Combine(Report.Root, "artifacts/publish", rid);

    public static string Here { get; } = Folder(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "linux-x64" : "linux-arm64");

    public static string Agent => Path.Combine(Here, "mlsec-agent");

    public static string Worker => Path.Combine(Here, "mlsec-worker");

    public static string Cli => Path.Combine(Here, "mlsec");

    /// <summary>Runs a program and returns its standard output; anything but exit code 0 ends the bench.</summary>
    public static string Run(string program, params string[] arguments) => Run(program, arguments, anyCode: false);

    /// <summary>The same, but a verdict other than trusted is an answer too.</summary>
    public static string Ask(string program, params string[] arguments) => Run(program, arguments, anyCode: true);

    private static string Run(string program, string[] arguments, bool anyCode)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return anyCode || process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{errors.Result}");
    }
}
