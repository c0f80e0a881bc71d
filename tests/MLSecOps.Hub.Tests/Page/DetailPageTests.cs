using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Page.Text;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>A device and a finding: what is there, what should be there, and what to do.</summary>
public sealed class DetailPageTests
{
    [Fact]
    public async Task A_device_shows_its_three_axes_with_what_they_rest_on()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync($"/devices/{DemoFleet.Tampered}");

        Assert.Equal(DemoFleet.Tampered, page.QuerySelector("h1")!.TextContent);
        string verdict = Text(page.QuerySelector("[aria-labelledby=axis-verdict]")!);
        Assert.Contains("Rejected", verdict);
        Assert.Contains("The model on the device's disk is not the signed one. MODEL_DIGEST_MISMATCH", verdict);
        Assert.Contains("2026-11-24 12:01:13 UTC, 3 min ago", verdict);
        Assert.Contains("answers a challenge to this device", verdict);
        Assert.Contains("complete to 88, authenticated to 88", Text(page.QuerySelector("[aria-labelledby=axis-freshness]")!));
        Assert.Contains("blocks what is not trusted", Text(page.QuerySelector("[aria-labelledby=axis-enforcement]")!));
    }

    [Fact]
    public async Task A_devices_model_shows_signed_and_measured_digest_floor_desired_release_and_signers()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement models = (await host.ReadAsync($"/devices/{DemoFleet.Tampered}")).QuerySelector("table.model-table")!;

        Assert.Equal([$"{DemoFleet.Signed}", $"{DemoFleet.Changed}"], Digests(models));
        Assert.Equal(DemoFleet.Changed.Hex, string.Concat(models.QuerySelectorAll("mark").Select(mark => mark.TextContent)));
        string text = Text(models);
        Assert.Contains("differs", text);
        Assert.Contains("17 1.4.2, is there", text);
        Assert.Contains("CN=acme publisher 1, CN=acme publisher 2", text);
        Assert.Equal("17", models.QuerySelector("td[data-label=Floor]")!.TextContent);
    }

    [Fact]
    public async Task A_device_shows_its_findings_its_story_and_the_commands_that_print_the_same()
    {
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync($"/devices/{DemoFleet.Tampered}");

        Assert.NotNull(page.QuerySelector($"a[href='/findings/{finding}']"));
        Assert.Contains("bytes on disk are not the signed ones", page.QuerySelector("[aria-labelledby=story]")!.TextContent);
        string[] commands = [.. page.QuerySelectorAll(".command code").Select(code => code.TextContent)];
        Assert.Contains($"mlsec device show {DemoFleet.Tampered}", commands);
        Assert.Contains($"mlsec device challenge {DemoFleet.Tampered}", commands);
    }

    [Fact]
    public async Task A_model_that_was_asked_for_and_is_not_there_is_shown_as_not_known()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IElement models = (await host.ReadAsync($"/devices/{DemoFleet.Unheard}")).QuerySelector("table.model-table")!;

        Assert.Contains("keyword-spotter Inconclusive none 17 1.4.2, not there yet", Text(models));
        Assert.Contains("not known", models.QuerySelector(".digests")!.TextContent);
    }

    [Fact]
    public async Task A_finding_shows_expected_and_found_digest_and_the_next_step()
    {
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        IHtmlDocument page = await host.ReadAsync($"/findings/{finding}");

        Assert.Equal("A model file on this device is not the one that was signed", page.QuerySelector("h1")!.TextContent);
        Assert.Equal([$"{DemoFleet.Signed}", $"{DemoFleet.Changed}"], Digests(page.QuerySelector(".file")!));
        Assert.Contains("model.onnx", page.QuerySelector(".file h3")!.TextContent);
        Assert.Contains(FindingSentence(StoreReasons.ModelTampered.Next), Text(page.QuerySelector("[aria-labelledby=next]")!));
        Assert.Contains(StoreReasons.ModelTampered.Meaning, Text(page.QuerySelector("[aria-labelledby=meaning]")!));
        Assert.Contains("AML.T0018 Manipulate AI Model", Text(page.QuerySelector("[aria-labelledby=meaning]")!));
        Assert.Contains("\"event\": \"tampering-noticed\"", page.QuerySelector("#raw pre")!.TextContent);
        Assert.Contains($"mlsec device show {DemoFleet.Tampered}", page.QuerySelectorAll(".command code").Select(code => code.TextContent));
    }

    [Fact]
    public async Task A_finding_of_an_inspection_shows_rule_place_and_technique()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        long finding;
        using (IHubTransaction write = host.Store.Begin())
        {
            finding = DemoFleet.AddFinding(write, DemoFleet.Good, DemoFleet.Tampering() with
            {
                Event = "inspection-failed",
                Reason = InspectionReasons.Blocked.Code,
                Files = null,
                Inspection = [new InspectionNote("GRAPH-SHADOW", "blocking", "graph/If_12", "AML.T0018.001", "a branch that the input selects"), new InspectionNote("ENTROPY", "blocking", "graph/initializer[0]", "AML.T0018.002", "random bytes", "compressed table")],
            }, 71, DemoFleet.Now);
            write.Commit();
        }

        string told = Text((await host.ReadAsync($"/findings/{finding}")).QuerySelector("[aria-labelledby=inspection]")!);
        Assert.Contains("GRAPH-SHADOW blocking at graph/If_12 a branch that the input selects MITRE ATLAS AML.T0018.001", told);
        Assert.Contains("Waived by the publisher compressed table", told);
    }

    [Fact]
    public async Task A_finding_says_whether_signed_evidence_commits_to_it()
    {
        (PageHost host, long committed) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        long ahead;
        using (IHubTransaction write = host.Store.Begin())
        {
            ahead = DemoFleet.AddFinding(write, DemoFleet.Tampered, DemoFleet.Tampering() with { Reason = StoreReasons.ModelFileUnsigned.Code }, 89, DemoFleet.Now);
            write.Commit();
        }

        Assert.Contains("Authenticated by evidence", (await host.ReadAsync($"/findings/{committed}")).QuerySelector("aside")!.TextContent);
        Assert.Contains("Not yet authenticated", (await host.ReadAsync($"/findings/{ahead}")).QuerySelector("aside")!.TextContent);
    }

    [Fact]
    public async Task A_finding_names_the_other_devices_that_have_it()
    {
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using (IHubTransaction write = host.Store.Begin())
        {
            DemoFleet.AddFinding(write, DemoFleet.Good, DemoFleet.Tampering(), 70, DemoFleet.Now);
            write.Commit();
        }

        Assert.Equal(DemoFleet.Good, (await host.ReadAsync($"/findings/{finding}")).QuerySelector("[aria-labelledby=elsewhere] a.device")!.GetAttribute("title"));
    }

    [Fact]
    public async Task Findings_with_one_cause_stand_together()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using (IHubTransaction write = host.Store.Begin())
        {
            DemoFleet.AddFinding(write, DemoFleet.Good, DemoFleet.Tampering(), 70, DemoFleet.Now);
            write.Commit();
        }

        IElement[] causes = [.. (await host.ReadAsync("/findings")).QuerySelectorAll("table.causes tbody")];
        Assert.Equal(2, causes.Length);
        Assert.Contains("MODEL_TAMPERED 2 devices · keyword-spotter · release 17", Text(causes[0].QuerySelector(".cause")!));
        Assert.Equal(2, causes[0].QuerySelectorAll("th[scope=row]").Length);
    }

    [Fact]
    public async Task A_closed_finding_says_what_ended_it_and_is_found_among_the_closed_ones()
    {
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using (IHubTransaction write = host.Store.Begin())
        {
            write.PutFinding(write.FindFinding(finding)! with { Closed = DemoFleet.Now.AddSeconds(-5), ClosedBy = "fresh evidence shows the signed digest" });
            write.Commit();
        }

        Assert.Contains("Closed 5 s ago: fresh evidence shows the signed digest", Text((await host.ReadAsync($"/findings/{finding}")).QuerySelector(".marks")!));
        Assert.Null((await host.ReadAsync("/findings")).QuerySelector($"#finding-{finding}"));
        Assert.NotNull((await host.ReadAsync("/findings?show=closed")).QuerySelector($"#finding-{finding}"));
    }

    [Fact]
    public async Task Rollouts_packages_and_changes_are_tables_with_an_export()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;

        IHtmlDocument rollouts = await host.ReadAsync("/rollouts");
        Assert.Contains("2 failed", rollouts.QuerySelector("table")!.TextContent);
        Assert.NotNull(rollouts.QuerySelector("a[href='/export/rollouts.csv']"));
        IHtmlDocument packages = await host.ReadAsync("/packages");
        Assert.Contains("2.3 MB", packages.QuerySelector("table")!.TextContent);
        Assert.NotNull(packages.QuerySelector("a[href='/export/packages.csv']"));
        Assert.Equal(DemoFleet.Story.Count, (await host.ReadAsync("/changes")).QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task A_recalled_package_is_marked_with_why_and_who_says_so()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        Assert.Contains("None was brought here", Text((await host.ReadAsync("/packages")).QuerySelector("[aria-labelledby=bulletin]")!));
        using (IHubTransaction write = host.Store.Begin())
        {
            StoredRecall recall = new("keyword-spotter", new ReleaseId(17, DemoFleet.Spotter17), "deaf <b>in</b> the rain", new ReleaseId(16, DemoFleet.Signed));
            write.AddBulletin(new StoredBulletin(
                DemoFleet.Changed, 3, DemoFleet.Now.AddDays(-40), DemoFleet.Now.AddDays(-10), "message"u8.ToArray(), [recall], new Dictionary<string, long> { ["weld-defects"] = 5 },
                ["CN=acme publisher 2"], DemoFleet.Now.AddMinutes(-5), "acme operator 1"));
            write.Commit();
        }

        IHtmlDocument packages = await host.ReadAsync("/packages");
        string spotter = Text(packages.QuerySelector($"#package-{DemoFleet.Spotter17.Short}")!);
        Assert.Contains("Recalled", spotter);
        Assert.Contains("deaf <b>in</b> the rain; back to release 16 RELEASE_RECALLED", spotter);
        Assert.Contains("bulletin 3, signed by CN=acme publisher 2", spotter);
        Assert.Contains("Too old", Text(packages.QuerySelector($"#package-{DemoFleet.Defects4.Short}")!));
        string bulletin = Text(packages.QuerySelector("[aria-labelledby=bulletin]")!);
        Assert.Contains("BULLETIN_FROZEN", bulletin);
        Assert.Contains("Runs on 3 devices", bulletin);
        IHtmlDocument rollouts = await host.ReadAsync("/rollouts");
        Assert.Contains("4 failed", rollouts.QuerySelector("table")!.TextContent);
        Assert.Contains("Recalled", rollouts.QuerySelector("table")!.TextContent);
        Assert.Contains("RELEASE_RECALLED,3", await host.Client.GetStringAsync("/export/packages.csv", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/devices/01ffffffffffffffffffffffffffffffff")]
    [InlineData("/findings/999")]
    [InlineData("/findings/-1")]
    [InlineData("/findings/1e3")]
    [InlineData("/findings?show=everything")]
    [InlineData("/?show=everything")]
    [InlineData("/?part=0")]
    [InlineData("/export/secrets.csv")]
    [InlineData("/assets/0000000000000000/page.css")]
    [InlineData("/assets/../page.css")]
    public async Task What_is_not_there_is_404_with_a_next_step(string path)
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using HttpResponseMessage answer = await host.AskAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        IHtmlDocument page = await PageHost.ReadAsync(answer);
        Assert.NotEmpty(page.QuerySelector("[aria-labelledby=next] p")!.TextContent);
        Assert.NotNull(page.QuerySelector("main a[href='/']"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_and_nothing_is_shown_as_good()
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        await host.BreakStoreAsync();
        using HttpResponseMessage answer = await host.AskAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        IHtmlDocument page = await PageHost.ReadAsync(answer);
        Assert.Contains(HubReasons.StorageFailed.Code, page.QuerySelector("main")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("main .good"));
    }

    [Fact]
    public void Atlas_techniques_have_the_names_that_atlas_gives_them()
    {
        string? file = SharedVectors.Find("attestation/mitre-atlas/dist/ATLAS.yaml");
        Assert.SkipWhen(file is null, SharedVectors.Absent);
        string[] lines = File.ReadAllLines(file!);
        AtlasTechnique[] used = [.. ReasonCatalogue.All.Select(reason => AtlasTechnique.Of(reason.Code)).OfType<AtlasTechnique>().Distinct()];

        Assert.NotEmpty(used);
        Assert.All(used, technique => Assert.Equal($"name: {technique.Name}", lines[Array.FindIndex(lines, line => line.Trim() == $"- id: {technique.Id}") + 1].Trim()));
    }

    // Without blanks, so that what is copied from the page is the digest.
    private static string[] Digests(IElement within) => [.. within.QuerySelectorAll(".digest").Select(digest => digest.TextContent)];

    private static string FindingSentence(string text) => MLSecOps.Hub.Page.Views.FindingRow.Sentence(text);

    private static string Text(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
