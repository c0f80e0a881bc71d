using MLSecOps.Configuration.Hub;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MLSecOps.Hub.Service;

/// <summary>One of the hub's web servers on its one address.</summary>
/// <param name="what">Its name in messages.</param>
/// <param name="listen">Where it listens.</param>
/// <param name="application">What it serves; owned.</param>
internal sealed class WebServer(string what, ListenAddress listen, WebApplication application) : IAsyncDisposable
{
    // Open pages and long downloads do not end by themselves; both come back.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Port in use, also when the system chose it.</summary>
    public int Port => new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="AddressTakenException">It is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new AddressTakenException(what, listen.ToString(), taken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(Farewell);
        await application.DisposeAsync();
    }
}
