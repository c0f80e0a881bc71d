using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using MLSecOps.Hub.Page;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>Live where there is a script, whole where there is none.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task A_commit_reaches_an_open_stream_at_once()
    {
        await using PageHost host = await PageHost.StartAsync();
        await using Stream stream = await host.Client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        Assert.Equal("0", await NextAsync(reader));

        host.Events.Publish();
        Assert.Equal("1", await NextAsync(reader));
    }

    [Fact]
    public async Task A_burst_reaches_a_slow_stream_as_its_newest_number()
    {
        await using PageHost host = await PageHost.StartAsync();
        await using Stream stream = await host.Client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        await NextAsync(reader);

        host.Events.Publish();
        Assert.Equal("1", await NextAsync(reader));
        for (int count = 0; count < 1000; count++)
        {
            host.Events.Publish();
        }

        Task<string> next = NextAsync(reader);
        while (!next.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(next, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        Assert.Equal("1001", await next);
    }

    [Fact]
    public async Task Too_many_streams_are_refused_and_a_closed_one_makes_room()
    {
        PageEvents events = new();
        List<IDisposable> open = [.. Enumerable.Range(0, PageEvents.MaxListeners).Select(_ => events.Listen()!)];
        Assert.Null(events.Listen());

        open[0].Dispose();
        Assert.NotNull(events.Listen());

        await using PageHost host = await PageHost.StartAsync();
        open = [.. Enumerable.Range(0, PageEvents.MaxListeners).Select(_ => host.Events.Listen()!)];
        using HttpResponseMessage refused = await host.AskAsync("/events");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_end_of_the_hub()
    {
        PageHost host = await PageHost.StartAsync();
        await using Stream stream = await host.Client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        await NextAsync(reader);

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/findings")]
    [InlineData("/findings/1")]
    [InlineData("/devices/" + DemoFleet.Tampered)]
    public async Task Without_a_script_the_page_is_whole_and_asks_again_by_itself(string path)
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync(path);

        Assert.Equal("10", page.QuerySelector("noscript meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.Contains("Refreshes every 10 s", page.QuerySelector("#live-state")!.TextContent);
        Assert.Null((await host.ReadAsync(page.QuerySelector("#live-state a")!.GetAttribute("href")!)).QuerySelector("meta[http-equiv=refresh]"));
        Assert.Contains("keyword-spotter", page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Style_script_and_icon_come_from_inside_the_program_and_may_be_kept()
    {
        await using PageHost host = await PageHost.StartAsync();
        IHtmlDocument page = await host.ReadAsync("/");
        string[] addresses = [.. page.QuerySelectorAll("link[href], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!)];

        Assert.Equal(3, addresses.Length);
        foreach (string address in addresses)
        {
            using HttpResponseMessage answer = await host.AskAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/findings")]
    [InlineData("/findings/1")]
    [InlineData("/changes")]
    [InlineData("/rollouts")]
    [InlineData("/packages")]
    [InlineData("/nothing")]
    [InlineData("/devices/" + DemoFleet.Tampered)]
    public async Task Every_view_has_landmarks_headings_and_named_cells(string path)
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using HttpResponseMessage answer = await host.AskAsync(path);
        IHtmlDocument page = await PageHost.ReadAsync(answer);

        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Equal("#main", page.QuerySelector("body > a.skip")!.GetAttribute("href"));
        Assert.Equal("polite", page.QuerySelector("#summary")!.GetAttribute("aria-live"));
        Assert.All(page.QuerySelectorAll("th"), header => Assert.True(header.GetAttribute("scope") is "col" or "row" or "rowgroup", header.OuterHtml));
        Assert.All(page.QuerySelectorAll("svg"), shape => Assert.Equal("true", shape.GetAttribute("aria-hidden")));
        Assert.All(page.QuerySelectorAll("[aria-labelledby]"), part => Assert.NotNull(page.GetElementById(part.GetAttribute("aria-labelledby")!)));
        Assert.All(page.QuerySelectorAll("a, button"), control => Assert.NotEmpty(control.TextContent.Trim()));
        string[] names = [.. page.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task Those_who_listen_hear_how_many_devices_are_untrusted()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync("/");

        Assert.Equal("1 device untrusted, 2 not seen.", page.QuerySelector("#summary")!.TextContent);
        Assert.StartsWith("(1) ", page.Title);
    }

    private static async Task<string> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line["data: ".Length..];
            }
        }

        throw new EndOfStreamException();
    }
}
