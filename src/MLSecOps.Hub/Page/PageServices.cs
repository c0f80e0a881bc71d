using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page.Serving;
using MLSecOps.Hub.Page.Views;

namespace MLSecOps.Hub.Page;

/// <summary>What the page needs: <see cref="IHubStore"/>, <see cref="TimeProvider"/> and logging come from the hub.</summary>
internal static class PageServices
{
    /// <summary>Adds the page. <see cref="PageEvents"/> is then there for whoever commits.</summary>
    public static IServiceCollection Add(IServiceCollection services, PageOptions options) => services
        .AddSingleton(options)
        .AddSingleton<PageEvents>()
        .AddSingleton<PageReader>()
        .AddSingleton<PageRenderer>()
        .AddSingleton<EventStream>()
        .AddSingleton<PageRequests>();
}
