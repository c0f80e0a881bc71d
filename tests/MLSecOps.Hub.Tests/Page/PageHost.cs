using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Page.Views;
using MLSecOps.Hub.Storage;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>The page as it is served: real Kestrel on a loopback port, real SQLite, a clock that stands still.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly WebApplication _app;
    private readonly SqliteHubStore _store;

    private PageHost(Func<BrokerHealth>? broker, int port)
    {
        _store = SqliteHubStore.Open(_folder["hub.db"], Time);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton<IHubStore>(_store).AddSingleton<TimeProvider>(Time);
        PageServices.Add(builder.Services, new PageOptions(
            "acme", TimeSpan.FromMinutes(15), DemoFleet.Now.AddDays(-9), broker ?? (() => new BrokerHealth("embedded", true, DemoFleet.Now.AddDays(-9), Connections: 3))));
        _app = builder.Build();
        PageEndpoints.Map(_app);
    }

    public FakeTimeProvider Time { get; } = new(DemoFleet.Now);

    public IHubStore Store => _store;

    public PageEvents Events => _app.Services.GetRequiredService<PageEvents>();

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Uri Address => Client.BaseAddress!;

    public static async Task<PageHost> StartAsync(Func<BrokerHealth>? broker = null, int port = 0)
    {
        PageHost host = new(broker, port);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        host.Client.BaseAddress = new Uri(host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return host;
    }

    /// <summary>With <see cref="DemoFleet"/> in its database.</summary>
    public static async Task<(PageHost Host, long Finding)> StartDemoAsync()
    {
        PageHost host = await StartAsync();
        return (host, DemoFleet.Fill(host.Store));
    }

    /// <summary>Takes a table out of the database behind the hub's back.</summary>
    public async Task BreakStoreAsync()
    {
        await using SqliteConnection other = new($"Data Source={_folder["hub.db"]};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand drop = new("PRAGMA foreign_keys = OFF; DROP TABLE findings", other);
        await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> AskAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    /// <summary>A view as a browser without a script reads it; the answer must be a success.</summary>
    public async Task<IHtmlDocument> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await AskAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _store.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }
}
