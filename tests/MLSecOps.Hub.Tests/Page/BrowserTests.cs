using System.Diagnostics;
using System.Text.Json.Nodes;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>What only a real browser knows. Leaves pictures in <c>artifacts/pictures</c> for people to look at.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Views =
        ["/", "/findings", "/findings/1", "/changes", "/rollouts", "/packages", $"/devices/{DemoFleet.Tampered}", $"/devices/{DemoFleet.Silent}", $"/devices/{DemoFleet.Unheard}"];

    private const string AskedFor = "performance.getEntriesByType('resource').filter(entry => entry.initiatorType === 'fetch').map(entry => new URL(entry.name).pathname)";

    [Fact]
    public async Task The_four_answers_and_the_worst_device_are_seen_without_scrolling()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(host.Address, 1280, 720);

        JsonNode? lowest = await browser.EvaluateAsync("Math.max(...[...document.querySelectorAll('.answer, table.devices tbody tr:first-child')].map(part => part.getBoundingClientRect().bottom))");
        Assert.InRange((double)lowest!, 100, 720);
        Assert.Equal(4, (int)(await browser.EvaluateAsync("document.querySelectorAll('.answer').length"))!);
    }

    [Fact]
    public async Task No_view_scrolls_sideways_at_320_pixels_and_the_browser_has_no_complaint()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await using Browser browser = await Browser.StartAsync();
        foreach (string view in Views)
        {
            await browser.OpenAsync(new Uri(host.Address, view), 320, 800);
            Assert.True((int)(await browser.EvaluateAsync("document.documentElement.scrollWidth"))! <= 320, view);
            Assert.True((bool)(await browser.EvaluateAsync("document.documentElement.classList.contains('scripted')"))!, view);
            Assert.Empty(browser.Complaints);
        }
    }

    [Fact]
    public async Task A_commit_changes_the_view_and_nothing_of_what_a_person_was_doing()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(new Uri(host.Address, $"/findings/{finding}"), 600, 500);
        await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Live'");
        await browser.EvaluateAsync("document.getElementById('raw').open = true; document.querySelector('#raw summary').focus(); scrollTo(0, 321); window.same = document.querySelector('#raw summary'); 0");

        using (IHubTransaction write = host.Store.Begin())
        {
            write.PutFinding(write.FindFinding(finding)! with { Closed = DemoFleet.Now, ClosedBy = "fresh evidence shows the signed digest" });
            write.PutState(write.StateOf(DemoFleet.Tampered) with { Verdict = Verdict.Trusted, Reason = null, Models = [DemoFleet.Spotter(DemoFleet.Signed)] });
            write.AddChange(new Change(DemoFleet.Now, DemoFleet.Tampered, null, "verdict went from rejected to trusted", null, "notice"));
            write.Commit();
        }

        Stopwatch watch = Stopwatch.StartNew();
        host.Events.Publish();
        await UntilAsync(browser, "document.querySelector('.marks').textContent.includes('fresh evidence shows the signed digest')");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
        Assert.Equal("0 devices untrusted, 2 not seen.", (string?)await browser.EvaluateAsync("document.getElementById('summary').textContent"));
        Assert.False((bool)(await browser.EvaluateAsync("document.title.startsWith('(')"))!);
        Assert.True((bool)(await browser.EvaluateAsync("document.getElementById('raw').open && document.activeElement === window.same && scrollY === 321"))!);
    }

    [Fact]
    public async Task A_paused_view_stays_as_it_is()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(host.Address, 1280, 800);
        await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Live'");
        await browser.EvaluateAsync("document.getElementById('live-pause').click()");
        await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Paused'");
        host.Events.Publish();

        // Whatever the view would have asked by itself, it would have asked before this is answered.
        await browser.EvaluateAsync("fetch('/packages').then(answer => answer.text()).then(() => 0)");
        Assert.Equal(["/packages"], Asked(await browser.EvaluateAsync(AskedFor)));

        await browser.EvaluateAsync("document.getElementById('live-pause').click()");
        await UntilAsync(browser, $"({AskedFor}).includes('/')");
    }

    [Fact]
    public async Task A_view_outlives_its_hub_and_finds_the_next_one()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(host.Address, 1280, 800);
        await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Live'");
        await host.DisposeAsync();
        await UntilAsync(browser, "document.getElementById('live-state').className === 'lost'");
        Assert.Equal(5, (int)(await browser.EvaluateAsync("document.querySelectorAll('table.devices tbody tr').length"))!);

        await using PageHost next = await PageHost.StartAsync(port: host.Address.Port);
        await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Live' && !document.querySelector('table.devices')");
    }

    [Fact]
    public async Task Pictures()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.Absent);
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await using Browser browser = await Browser.StartAsync();
        string folder = Path.Combine(AppContext.BaseDirectory, "../../../pictures");
        Directory.CreateDirectory(folder);
        foreach ((string name, string view) in new[] { ("first", "/"), ("device", $"/devices/{DemoFleet.Tampered}"), ("finding", "/findings/1"), ("findings", "/findings") })
        {
            foreach ((string kind, int width, bool dark) in new[] { ("light", 1280, false), ("dark", 1280, true), ("narrow", 400, false) })
            {
                await browser.OpenAsync(new Uri(host.Address, view), width, 800, dark);
                await UntilAsync(browser, "document.getElementById('live-state').textContent === 'Live'");
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-{kind}.png"), await browser.PictureAsync(whole: true), TestContext.Current.CancellationToken);
            }
        }

        await browser.OpenAsync(host.Address, 1280, 800, scripts: false);
        byte[] picture = await browser.PictureAsync();
        await File.WriteAllBytesAsync(Path.Combine(folder, "first-without-script.png"), picture, TestContext.Current.CancellationToken);
        Assert.True(picture.Length > 10_000, "the picture is not an empty page");
    }

    private static string[] Asked(JsonNode? paths) => [.. paths!.AsArray().Select(path => (string)path!)];

    /// <summary>Waits for the page itself, drawn frame by drawn frame.</summary>
    private static async Task UntilAsync(Browser browser, string condition) => Assert.True(
        (bool)(await browser.EvaluateAsync(
            $"new Promise(done => {{ const end = Date.now() + 20000; const look = () => ({condition}) ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 10); look(); }})"))!,
        condition);
}
