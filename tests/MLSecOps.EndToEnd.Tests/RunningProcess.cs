using System.Diagnostics;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A program that runs beside the test, and what it says. Ended, by its own id, with the test.</summary>
internal sealed class RunningProcess : IDisposable
{
    private readonly Transcript _said = new();
    private readonly Process _process;
    private bool _disposed;

    public RunningProcess(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Said => _said.ToString()!;

    public bool Ended => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
