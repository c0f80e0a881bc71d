using MLSecOps.Hub.Page.Serving;

namespace MLSecOps.Hub.Page;

/// <summary>Puts the page into a pipeline. It answers everything that reaches it: nothing behind it is ever reached by a browser.</summary>
internal static class PageEndpoints
{
    /// <summary>The page has the whole application.</summary>
    public static void Map(IApplicationBuilder app)
    {
        PageRequests requests = app.ApplicationServices.GetRequiredService<PageRequests>();
        app.Run(requests.AnswerAsync);
    }

    /// <summary>The page has one port of an application that listens on several; the others never see it.</summary>
    public static void Map(IApplicationBuilder app, int port) => app.MapWhen(context => context.Connection.LocalPort == port, Map);
}
