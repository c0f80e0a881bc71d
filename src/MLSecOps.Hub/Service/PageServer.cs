using System.Net;
using MLSecOps.Configuration.Hub;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Page.Views;

namespace MLSecOps.Hub.Service;

/// <summary>The web page's server: an application of its own, so that nothing of the interface can be reached through its port.</summary>
internal static class PageServer
{
    /// <summary>Makes it; it listens once it is started.</summary>
    public static WebServer Make(ListenAddress listen, IHubStore store, PageOptions options, PageEvents events, TimeProvider time)
    {
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
        WebApplication application = builder.Build();
        PageEndpoints.Map(application);
        return new WebServer("the page", listen, application);
    }
}
