using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page.Views;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>The first screen answers four questions, and never says more than is known.</summary>
public sealed class FirstScreenTests
{
    [Fact]
    public async Task It_says_which_device_runs_something_untrusted_and_why()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement answer = Answer(await host.ReadAsync("/"), "q-untrusted");

        Assert.Equal("Yes, 1 device", Says(answer));
        Assert.Contains("1 of 5 devices proved", answer.TextContent);
        Assert.Equal($"/devices/{DemoFleet.Tampered}", answer.QuerySelector("a.device")!.GetAttribute("href"));
        Assert.Contains(EvidenceReasons.ModelDigestMismatch.Code, answer.TextContent);
    }

    [Fact]
    public async Task It_says_whom_it_cannot_see()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement answer = Answer(await host.ReadAsync("/"), "q-unseen");

        Assert.Equal("2 of 5 devices", Says(answer));
        Assert.Equal([DemoFleet.Silent, DemoFleet.Unheard], answer.QuerySelectorAll("a.device").Select(link => link.GetAttribute("title")));
        Assert.Contains("heard 2 h ago", answer.TextContent);
        Assert.Contains("never reported", answer.TextContent);
    }

    [Fact]
    public async Task It_says_what_changed_newest_first()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        string[] lines = [.. Answer(await host.ReadAsync("/"), "q-changed").QuerySelectorAll("li").Select(Text)];

        Assert.Contains("verdict went from trusted to rejected", lines[0]);
        Assert.Contains("keyword-spotter: bytes on disk are not the signed ones", lines[1]);
        Assert.Contains("3 min ago", lines[0]);
    }

    [Fact]
    public async Task It_says_that_the_hub_is_well_and_what_that_rests_on()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement answer = Answer(await host.ReadAsync("/"), "q-hub");

        Assert.Equal("Yes", Says(answer));
        Assert.Equal("well", Fact(answer, "Database"));
        Assert.Equal("embedded, up 9 d", Fact(answer, "Broker"));
        Assert.Equal("4 s ago", Fact(answer, "Last message"));
        Assert.Equal("none open", Fact(answer, "Record gaps"));
    }

    [Fact]
    public async Task A_broker_that_is_down_is_said_in_the_systems_words()
    {
        await using PageHost host = await PageHost.StartAsync(() => new BrokerHealth("external", false, DemoFleet.Now.AddMinutes(-7), "connection refused"));
        IElement answer = Answer(await host.ReadAsync("/"), "q-hub");

        Assert.Equal("No", Says(answer));
        Assert.Equal("external, down 7 min: connection refused", Fact(answer, "Broker"));
    }

    [Fact]
    public async Task Missing_records_make_the_hub_less_than_well_and_say_since_when()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        Write(host, write => write.AddFinding(new Finding(0, DemoFleet.Good, null, HubReasons.RecordGap.Code, "warning", DemoFleet.Now.AddMinutes(-20)) { LastSeen = DemoFleet.Now }));
        IElement answer = Answer(await host.ReadAsync("/"), "q-hub");

        Assert.Equal("Yes, but records are missing", Says(answer));
        Assert.Equal("1 device, oldest 20 min ago", Fact(answer, "Record gaps"));
    }

    [Fact]
    public async Task Without_devices_nothing_is_claimed_and_enrolment_is_taught()
    {
        await using PageHost host = await PageHost.StartAsync();
        IHtmlDocument page = await host.ReadAsync("/");

        Assert.Equal("No device yet", Says(Answer(page, "q-untrusted")));
        Assert.Contains("mlsec device token", page.QuerySelector("#devices")!.Closest("section")!.TextContent);
        Assert.DoesNotContain(page.QuerySelectorAll(".answer.good"), answer => answer.GetAttribute("aria-labelledby") != "q-hub");
    }

    [Fact]
    [RedTeam("G8", "Keeps a device silent, so that the page says nothing is untrusted", typeof(FleetAnswers))]
    public async Task It_says_no_only_when_every_device_proved_it()
    {
        await using PageHost host = await PageHost.StartAsync();
        Write(host, write =>
        {
            DemoFleet.Enrol(write, DemoFleet.Good, DemoFleet.Now.AddDays(-1));
            write.PutState(Trusted(DemoFleet.Good, DemoFleet.Now.AddMinutes(-1)));
        });
        Assert.Equal("No", Says(Answer(await host.ReadAsync("/"), "q-untrusted")));

        Write(host, write => DemoFleet.Enrol(write, DemoFleet.Unheard, DemoFleet.Now.AddDays(-1)));
        IElement answer = Answer(await host.ReadAsync("/"), "q-untrusted");
        Assert.Equal("None that is known", Says(answer));
        Assert.DoesNotContain("good", answer.ClassList);
    }

    [Fact]
    public async Task A_critical_finding_that_evidence_does_not_bear_out_is_neither_hidden_nor_taken_as_proven()
    {
        await using PageHost host = await PageHost.StartAsync();
        Write(host, write =>
        {
            DemoFleet.Enrol(write, DemoFleet.Good, DemoFleet.Now.AddDays(-1));
            write.PutState(Trusted(DemoFleet.Good, DemoFleet.Now.AddMinutes(-1)));
            DemoFleet.AddFinding(write, DemoFleet.Good, DemoFleet.Tampering(), 5, DemoFleet.Now.AddSeconds(-3));
        });
        IElement answer = Answer(await host.ReadAsync("/"), "q-untrusted");

        Assert.Equal("Perhaps, on 1 device", Says(answer));
        Assert.Contains("evidence does not say so yet", answer.TextContent);
    }

    [Fact]
    public async Task Three_axes_stand_in_three_columns_worst_device_first()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync("/");
        Assert.Equal(
            ["Device", "Verdict", "Freshness", "Enforcement", "Models", "Open findings", "Connected"],
            page.QuerySelectorAll("table.devices thead th").Select(Text));

        string[][] rows = [.. page.QuerySelectorAll("table.devices tbody tr").Select(row => (string[])[.. row.QuerySelectorAll("td").Take(3).Select(cell => Text(cell.QuerySelector(".badge")!))])];
        Assert.Equal(
            [["Rejected", "Fresh", "Enforce"], ["Inconclusive", "Fresh", "Observe"], ["Trusted", "Stale", "Enforce"], ["Inconclusive", "Never", "Unknown"], ["Trusted", "Fresh", "Enforce"]],
            rows);
    }

    [Fact]
    [RedTeam("G8", "Goes silent while the last word was good", typeof(DeviceRow))]
    public async Task What_is_not_fresh_is_never_green()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync("/");

        Assert.Empty(page.QuerySelectorAll($"#device-{DemoFleet.Silent} .good, #device-{DemoFleet.Unheard} .good"));
        Assert.NotEmpty(page.QuerySelectorAll($"#device-{DemoFleet.Good} .good"));
        Assert.Contains("when last heard", page.QuerySelector($"#device-{DemoFleet.Silent}")!.TextContent);
    }

    [Fact]
    public async Task A_devices_row_has_its_age_its_models_and_its_findings()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement row = (await host.ReadAsync("/")).QuerySelector($"#device-{DemoFleet.Tampered}")!;

        Assert.Equal(DemoFleet.Tampered, row.QuerySelector("th a")!.GetAttribute("title"));
        Assert.Contains("3 min ago", row.TextContent);
        Assert.Contains("keyword-spotter 1.4.2 · release 17 Rejected", Text(row));
        Assert.Contains("1 open", row.TextContent);
        Assert.Equal("2026-11-24T12:01:13Z", row.QuerySelector("time")!.GetAttribute("datetime"));
    }

    [Theory]
    [InlineData("rejected", new[] { DemoFleet.Tampered })]
    [InlineData("stale", new[] { DemoFleet.Silent })]
    [InlineData("never", new[] { DemoFleet.Unheard })]
    [InlineData("observe", new[] { DemoFleet.Observing })]
    public async Task A_filter_has_an_address(string show, string[] devices)
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync($"/?show={show}");

        Assert.Equal(devices, page.QuerySelectorAll("table.devices tbody tr").Select(row => row.Id!["device-".Length..]));
        Assert.Equal($"/?show={show}", page.QuerySelector(".filters [aria-current]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_long_table_is_cut_into_parts_that_lead_to_each_other()
    {
        await using PageHost host = await PageHost.StartAsync();
        Write(host, write =>
        {
            for (int index = 0; index < FleetView.RowsPerPart + 1; index++)
            {
                DemoFleet.Enrol(write, $"01{index:x32}", DemoFleet.Now.AddDays(-1));
            }
        });

        IHtmlDocument first = await host.ReadAsync("/");
        Assert.Equal(FleetView.RowsPerPart, first.QuerySelectorAll("table.devices tbody tr").Length);
        IHtmlDocument second = await host.ReadAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Single(second.QuerySelectorAll("table.devices tbody tr"));
    }

    private static DeviceState Trusted(string ueid, DateTimeOffset at) => new(ueid)
    {
        Connected = true, LastSeen = at, EvidenceAt = at, Mode = "enforce", Verdict = Verdict.Trusted, Models = [DemoFleet.Spotter(DemoFleet.Signed)],
    };

    private static void Write(PageHost host, Action<IHubTransaction> what)
    {
        using IHubTransaction write = host.Store.Begin();
        what(write);
        write.Commit();
    }

    private static IElement Answer(IHtmlDocument page, string question) => page.QuerySelector($"[aria-labelledby={question}]")!;

    private static string Says(IElement answer) => Text(answer.QuerySelector(".says")!);

    private static string Fact(IElement answer, string name) => Text(answer.QuerySelectorAll("dt").Single(term => term.TextContent == name).NextElementSibling!);

    private static string Text(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
