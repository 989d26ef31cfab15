#include "demo.hpp"
#include "routes.hpp"
#include "signatures.hpp"

#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    app.routes(notes::routes);
    app.provide<lumbar::sealed_records>(notes::signed_notes);
    app.on_demo(notes::fill_demo);
}
