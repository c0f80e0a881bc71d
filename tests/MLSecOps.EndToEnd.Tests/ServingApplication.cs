using System.Diagnostics;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A process that serves a model with the shipped Python client, and can be told to serve with another file.</summary>
internal sealed class ServingApplication : IDisposable
{
    private readonly Process _process;
    private readonly string _orders;

    private ServingApplication(Process process, string orders)
    {
        _process = process;
        _orders = orders;
    }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="socket">The agent's.</param>
    /// <param name="model">What it opens.</param>
    /// <param name="rows">What its users ask.</param>
    /// <param name="orders">A file of its own.</param>
    /// <param name="instead">The model file that it loads instead of the agent's bytes; empty for those.</param>
    public static async Task<ServingApplication> StartAsync(string socket, string model, string rows, string orders, string instead = "")
    {
        File.WriteAllText(orders, instead);
        ProcessStartInfo start = new(
            "/usr/bin/python3",
            [Path.Combine(Programs.Root, "tests/MLSecOps.EndToEnd.Tests/watched_application.py"), Path.Combine(Programs.Root, "packaging/clients/python"), socket, model, rows, orders])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Process process = Process.Start(start)!;
        string? said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(said?.StartsWith("serving", StringComparison.Ordinal) == true, said ?? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        return new ServingApplication(process, orders);
    }

    /// <summary>From now on it serves with another file.</summary>
    public void Serve(string file)
    {
        File.WriteAllText(_orders + ".new", file);
        File.Move(_orders + ".new", _orders, overwrite: true);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
