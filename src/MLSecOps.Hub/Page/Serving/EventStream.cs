using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>Server-sent events (HTML standard, 9.2): the number of the newest change, now and at each change, and a sign of life in between.</summary>
internal sealed class EventStream(PageEvents events, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    // Commits come in bursts; a page that is drawn anew four times a second is as live as eyes are.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task ServeAsync(HttpContext context)
    {
        using PageEvents.Listener? listener = events.Listen();
        if (listener is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        context.Response.ContentType = "text/event-stream";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // An open stream must not hold up the end of the hub.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await context.Response.WriteAsync("retry: 2000\n", ending.Token);
            await TellAsync(context.Response, events.Version, ending.Token);
            while (true)
            {
                await TellAsync(context.Response, await NextAsync(listener, ending.Token), ending.Token);
                await Task.Delay(Pause, time, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the hub ends.
        }
    }

    private async Task<long?> NextAsync(PageEvents.Listener listener, CancellationToken cancellation)
    {
        using CancellationTokenSource quiet = new(SignOfLife, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
        try
        {
            return await listener.Numbers.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task TellAsync(HttpResponse response, long? version, CancellationToken cancellation)
    {
        string text = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"event: change\ndata: {number}\n\n") : ": still here\n\n";
        await response.WriteAsync(text, cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
