using System.Diagnostics;
using System.Reflection;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The example of the C or C# client, as it is shipped, on rows that come as long as it runs.</summary>
internal sealed class ShippedExample : IDisposable
{
    private const string Rows = "/dev/stdin";

    private readonly Process _process;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _feeding;
    private readonly Task<string> _errors;
    private int _answers;

    private ShippedExample(Process process, byte[] rows, int rowBytes)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Interlocked.Add(ref _answers, line.Data is null ? 0 : 1);
        _process.BeginOutputReadLine();
        _errors = _process.StandardError.ReadToEndAsync();
        _feeding = Task.Run(() => FeedAsync(rows, rowBytes));
    }

    public int Id => _process.Id;

    /// <summary>Rows that it answered.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>How a client's example is started; the one in C is compiled first, with every warning an error.</summary>
    /// <param name="client"><c>c</c> or <c>csharp</c>.</param>
    /// <param name="folder">Where it is built.</param>
    public static async Task<string[]> CommandAsync(string client, string folder)
    {
        if (client == "csharp")
        {
            return ["dotnet", Path.Combine(Metadata("Artifacts"), "bin/MLSecOps.Client.Example", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "MLSecOps.Client.Example.dll")];
        }

        Assert.SkipUnless(ToolRun.Exists("gcc") || Environment.GetEnvironmentVariable("CI") == "true", "gcc is not installed");
        Directory.CreateDirectory(folder);
        string program = Path.Combine(folder, "example");

        // The library's own name for itself, which the worker's folder does not have as a file.
        File.CreateSymbolicLink(Path.Combine(folder, "libonnxruntime.so.1"), Path.Combine(Path.GetDirectoryName(Programs.Worker)!, "libonnxruntime.so"));
        string header = Directory.GetFiles(Path.Combine(Metadata("Packages"), "microsoft.ml.onnxruntime"), "onnxruntime_c_api.h", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        await ToolRun.Must(
            "gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O2", "-isystem", Path.GetDirectoryName(header)!, Path.Combine(Programs.Root, "packaging/clients/c/example.c"),
            "-L", folder, "-l:libonnxruntime.so.1", $"-Wl,-rpath,{folder}", "-o", program);
        return [program];
    }

    /// <summary>Starts it.</summary>
    /// <param name="command">From <see cref="CommandAsync"/>.</param>
    /// <param name="socket">The agent's.</param>
    /// <param name="model">What it opens.</param>
    /// <param name="rows">What its users ask, again and again.</param>
    /// <param name="rowBytes">Bytes of one row.</param>
    public static ShippedExample Start(string[] command, string socket, string model, byte[] rows, int rowBytes)
    {
        ProcessStartInfo start = new(command[0], [.. command[1..], model, Rows])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MLSEC_SOCKET"] = socket, ["ORT_DISABLE_TELEMETRY"] = "1" },
        };
        return new ShippedExample(Process.Start(start)!, rows, rowBytes);
    }

    /// <summary>Brings no more rows and waits for its end.</summary>
    /// <returns>Exit code and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        await _end.CancelAsync();
        await _feeding;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        _end.Cancel();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _end.Dispose();
    }

    private async Task FeedAsync(byte[] rows, int rowBytes)
    {
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            for (int at = 0; !_end.IsCancellationRequested; at = (at + rowBytes) % rows.Length)
            {
                await input.WriteAsync(rows.AsMemory(at, rowBytes), _end.Token);
                await input.FlushAsync(_end.Token);
                await Task.Delay(10, _end.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The test ends it, or it ended by itself: its exit code tells.
        }
        finally
        {
            _process.StandardInput.Close();
        }
    }

    private static string Metadata(string key) => typeof(ShippedExample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == key).Value!;
}
