using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Net.Http.Headers;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page.Pages;
using MLSecOps.Hub.Page.Views;
using MLSecOps.Hub.Service;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>Answers every request to the page's address. The table of addresses is the switch below; there are no others.</summary>
internal sealed partial class PageRequests(PageReader reader, PageRenderer renderer, EventStream stream, PageEvents events, ILogger<PageRequests> logger)
{
    private const int MostChanges = 500;

    public async Task AnswerAsync(HttpContext context)
    {
        PageGuard.Harden(context.Response.Headers);
        if (!PageGuard.IsOwnName(context.Request.Host))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This page answers to localhost, 127.0.0.1 and [::1] only. Open it by one of these names.");
        }
        else if (!PageGuard.OnlyReads(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "This page shows and changes nothing. Steer with mlsec and an operator's certificate.");
        }
        else
        {
            await ViewAsync(context);
        }
    }

    private async Task ViewAsync(HttpContext context)
    {
        try
        {
            await FindAsync(context);
        }
        catch (StorageException failure)
        {
            LogStorage(failure);
            await ProblemAsync(context, new ProblemView(StatusCodes.Status503ServiceUnavailable, HubReasons.StorageFailed, failure.Message));
        }
    }

    private Task FindAsync(HttpContext context)
    {
        long change = events.Version;
        string? Query(string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

        return (context.Request.Path.Value ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] when DeviceFilter.Find(Query("show")) is { } filter && Part(Query("part")) is { } part
                => PageAsync<FleetPage>(context, change, "Devices", reader.Fleet(filter, part)),
            ["devices", string ueid] when reader.Device(ueid) is { } view => PageAsync<DevicePage>(context, change, $"Device {Text.ShortName.OfDevice(ueid)}", view),
            ["devices", _] => ProblemAsync(context, new ProblemView(StatusCodes.Status404NotFound, HubReasons.DeviceUnknown)),
            ["findings"] when (Query("show") ?? "open") is string show && FindingsView.Choices.Contains(show)
                => PageAsync<FindingsPage>(context, change, "Findings", reader.Findings(show)),
            ["findings", string number] when Number(number) is { } id && reader.Finding(id) is { } view => PageAsync<FindingPage>(context, change, $"Finding {id}", view),
            ["changes"] => PageAsync<ChangesPage>(context, change, "What changed", reader.Changes(null, MostChanges)),
            ["rollouts"] => PageAsync<RolloutsPage>(context, change, "Rollouts", reader.Rollouts()),
            ["packages"] => PageAsync<PackagesPage>(context, change, "Packages", reader.Packages()),
            ["export", string name] when new Exports(reader).Find(name, Query("ueid")) is { } csv => SendAsync(context, csv, name),
            ["assets", string tag, string name] when PageAsset.Find(tag, name) is { } asset => SendAsync(context, asset),
            ["events"] => stream.ServeAsync(context),
            _ => ProblemAsync(context, new ProblemView(StatusCodes.Status404NotFound, HubReasons.NotFound)),
        };
    }

    private async Task PageAsync<TPage>(HttpContext context, long change, string title, object view)
        where TPage : IComponent
    {
        (int untrusted, int unseen, int open) = reader.Counts();
        await SendAsync(context, await renderer.RenderAsync<TPage>(Parameters(Frame(context, change, title, untrusted, unseen, open), view)), "text/html; charset=utf-8");
    }

    /// <summary>Asks the database for nothing: it may be what the problem is.</summary>
    private async Task ProblemAsync(HttpContext context, ProblemView problem)
    {
        context.Response.StatusCode = problem.Status;
        byte[] page = await renderer.RenderAsync<ProblemPage>(Parameters(Frame(context, events.Version, FindingRow.Sentence(problem.Reason.Title), null, null, null), problem));
        await SendAsync(context, page, "text/html; charset=utf-8");
    }

    private static Dictionary<string, object?> Parameters(PageFrame frame, object view) => new() { ["Frame"] = frame, ["View"] = view };

    private PageFrame Frame(HttpContext context, long change, string title, int? untrusted, int? unseen, int? open)
    {
        string path = context.Request.Path.Value ?? "/";
        return new PageFrame(
            title, path + context.Request.QueryString, path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? string.Empty, reader.Options.Fleet, reader.Now,
            change, untrusted, unseen, open, Refresh: context.Request.Query["refresh"] != "off", HubProgram.Version);
    }

    private static Task SendAsync(HttpContext context, CsvText csv, string name)
    {
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
        return SendAsync(context, Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8");
    }

    private static Task SendAsync(HttpContext context, PageAsset asset)
    {
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return SendAsync(context, asset.Content, asset.MediaType);
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, Encoding.UTF8.GetBytes(text + "\n"), "text/plain; charset=utf-8");
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static int? Part(string? text) => text is null ? 1 : Number(text) is { } part and > 0 and < 100_000 ? (int)part : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "the page could not read the database")]
    private partial void LogStorage(Exception failure);
}
