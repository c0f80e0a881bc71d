using System.Net;
using MLSecOps.Configuration.Hub;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Page.Views;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MLSecOps.Hub.Service;

/// <summary>The web page's server: an application of its own, so that nothing of the interface can be reached through its port.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly ListenAddress _listen;
    private readonly WebApplication _application;

    public PageServer(ListenAddress listen, IHubStore store, PageOptions options, PageEvents events, TimeProvider time)
    {
        _listen = listen;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(new IPEndPoint(listen.Address, listen.Port));
        });
        builder.Services.AddLogging();
        builder.Services.AddSingleton(store).AddSingleton(time);
        PageServices.Add(builder.Services, options);
        builder.Services.AddSingleton(events);
        _application = builder.Build();
        PageEndpoints.Map(_application);
    }

    /// <summary>Port in use, also when the system chose it.</summary>
    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="AddressTakenException">It is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new AddressTakenException("the page", _listen.ToString(), taken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(TimeSpan.FromSeconds(1));
        await _application.DisposeAsync();
    }
}
