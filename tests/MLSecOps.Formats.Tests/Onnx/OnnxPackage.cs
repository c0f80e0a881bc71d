using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>Debian's python3-onnx reads models, all of them in one process.</summary>
internal static class OnnxPackage
{
    // Not the first python3 of the path: the package belongs to the system's own.
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine(
        typeof(OnnxPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!,
        "tests/MLSecOps.Formats.Tests/Onnx/read_models.py");

    /// <summary>Whether it is there.</summary>
    internal static bool IsInstalled => File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/onnx");

    /// <summary>What it says of each model: what it read, or why it refuses it.</summary>
    internal static async Task<IReadOnlyList<OnnxReading>> Read(IEnumerable<byte[]> models, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, [Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            Task writing = Write(process.StandardInput.BaseStream, models, cancellationToken);
            List<OnnxReading> readings = [];
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                readings.Add(JsonSerializer.Deserialize<OnnxReading>(line, JsonSerializerOptions.Web)!);
            }

            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode} after {readings.Count} models: {await errors}");
            await writing;
            return readings;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task Write(Stream input, IEnumerable<byte[]> models, CancellationToken cancellationToken)
    {
        foreach (byte[] model in models)
        {
            await input.WriteAsync(BitConverter.GetBytes(model.Length), cancellationToken);
            await input.WriteAsync(model, cancellationToken);
        }

        input.Close();
    }
}
