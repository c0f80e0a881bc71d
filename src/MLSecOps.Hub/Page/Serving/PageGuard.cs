using Microsoft.Net.Http.Headers;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>What every answer of the page keeps to, whatever the view: no foreign name, nothing but reading, nothing loaded from elsewhere.</summary>
internal static class PageGuard
{
    /// <summary>Everything comes from here, nothing runs that is not one of the page's own files, and nobody may frame it.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A browser that was lured here by another name (DNS rebinding) sends that name; this machine has only these for itself.</summary>
    public static bool IsOwnName(HostString host) =>
        host.HasValue && (string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase) || host.Host is "127.0.0.1" or "[::1]");

    public static bool OnlyReads(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    public static void Harden(IHeaderDictionary headers)
    {
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers[HeaderNames.CacheControl] = "no-store";
    }
}
